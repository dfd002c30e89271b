package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.latch.LatchWord;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Who parks is woken. The waiters here park without a single pause, so that the race between the
 * last look at the word and the release is run each time; a lost wake-up is a test that never ends,
 * which jcstress reports as an error.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*LatchWakeUpStress.*}
 */
public class LatchWakeUpStress {

  /** An exclusive release and an exclusive waiter. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Held, released, taken and released again.")
  @Outcome(expect = FORBIDDEN, desc = "The latch was not released twice.")
  @State
  public static class ExclusiveWaitsForExclusive extends LatchedPage {

    public ExclusiveWaitsForExclusive() {
      PARKING_LATCH.lockExclusive(word);
    }

    @Actor
    public void holder() {
      dawdle(); // the waiter has more to do before its last look at the word
      PARKING_LATCH.unlockExclusive(word);
    }

    @Actor
    public void waiter() {
      PARKING_LATCH.lockExclusive(word);
      PARKING_LATCH.unlockExclusive(word);
    }

    @Arbiter
    public void version(J_Result result) {
      result.r1 = LatchWord.version(PARKING_LATCH.peek(word));
    }
  }

  /** An exclusive release and an optimistic waiter. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The reader got the version after the release.")
  @Outcome(expect = FORBIDDEN, desc = "The reader got a word of a page that was being changed.")
  @State
  public static class OptimisticWaitsForExclusive extends LatchedPage {

    public OptimisticWaitsForExclusive() {
      PARKING_LATCH.lockExclusive(word);
    }

    @Actor
    public void holder() {
      dawdle(); // the waiter has more to do before its last look at the word
      PARKING_LATCH.unlockExclusive(word);
    }

    @Actor
    public void waiter(J_Result result) {
      result.r1 = LatchWord.version(PARKING_LATCH.awaitVersion(word));
    }
  }

  /** The last shared release and an exclusive waiter, which sets WANTED meanwhile. */
  @JCStressTest
  @Outcome(id = "65536", expect = ACCEPTABLE, desc = "One new version and no other bit is left.")
  @Outcome(expect = FORBIDDEN, desc = "A bit is left over, or the release was not counted.")
  @State
  public static class ExclusiveWaitsForShared extends LatchedPage {

    public ExclusiveWaitsForShared() {
      PARKING_LATCH.lockShared(word);
    }

    @Actor
    public void holder() {
      dawdle(); // the waiter has more to do before its last look at the word
      PARKING_LATCH.unlockShared(word);
    }

    @Actor
    public void waiter() {
      PARKING_LATCH.lockExclusive(word);
      PARKING_LATCH.unlockExclusive(word);
    }

    @Arbiter
    public void word(J_Result result) {
      result.r1 = PARKING_LATCH.peek(word);
    }
  }

  /**
   * The handshake by itself, with the fence: first whether the waiter would park, then whether the
   * releaser would wake it.
   */
  @JCStressTest
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Released before anybody waited.")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "A wake-up that nobody needs.")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Parks and is woken.")
  @Outcome(expect = FORBIDDEN, desc = "Parks and is never woken.")
  @State
  public static class Handshake extends HandshakeState {

    @Actor
    public void waiter(ZZ_Result result) {
      result.r1 = enterAndLook();
    }

    @Actor
    public void releaser(ZZ_Result result) {
      WORDS.putRelease(word, LatchWord.VERSION_ONE);
      VarHandle.fullFence();
      result.r2 = occupied;
    }
  }

  /** Broken twin: the releaser lets its store wait in the store buffer. */
  @JCStressTest
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Released before anybody waited.")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "A wake-up that nobody needs.")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Parks and is woken.")
  @Outcome(
      id = "true, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "Parks and is never woken: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin ends like this.")
  @State
  public static class BrokenHandshakeWithoutFullFence extends HandshakeState {

    @Actor
    public void waiter(ZZ_Result result) {
      result.r1 = enterAndLook();
    }

    @Actor
    public void releaser(ZZ_Result result) {
      WORDS.putRelease(word, LatchWord.VERSION_ONE);
      result.r2 = occupied;
    }
  }

  /** A held word and the flag that says that somebody waits. */
  abstract static class HandshakeState extends LatchedPage {

    volatile boolean occupied;

    HandshakeState() {
      WORDS.putRelease(word, LatchWord.EXCLUSIVE);
    }

    /** Enters the queue, then looks at the word: true if it would park. */
    final boolean enterAndLook() {
      occupied = true;
      return LatchWord.isExclusive(WORDS.getVolatile(word));
    }
  }
}
