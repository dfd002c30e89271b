package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.latch.LatchWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Exclusive holders exclude everyone else.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*LatchExclusionStress.*}
 */
public class LatchExclusionStress {

  /** Two writers. */
  @JCStressTest
  @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first one wrote before the second.")
  @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second one wrote before the first.")
  @Outcome(expect = FORBIDDEN, desc = "Both were inside at once, or a release was not counted.")
  @State
  public static class ExclusiveExclusive extends LatchedPage {

    @Actor
    public void first(JJJ_Result result) {
      result.r1 = increment();
    }

    @Actor
    public void second(JJJ_Result result) {
      result.r2 = increment();
    }

    @Arbiter
    public void version(JJJ_Result result) {
      result.r3 = LatchWord.version(LATCH.peek(word));
    }

    private long increment() {
      LATCH.lockExclusive(word);
      long next = left() + 1;
      setBoth(next);
      LATCH.unlockExclusive(word);
      return next;
    }
  }

  /** A writer and a reader that holds the page shared. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was there first.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was there first.")
  @Outcome(expect = FORBIDDEN, desc = "The reader saw a half-made change.")
  @State
  public static class ExclusiveShared extends LatchedPage {

    @Actor
    public void writer() {
      LATCH.lockExclusive(word);
      setBoth(1);
      LATCH.unlockExclusive(word);
    }

    @Actor
    public void reader(JJ_Result result) {
      LATCH.lockShared(word);
      result.r1 = left();
      result.r2 = right();
      LATCH.unlockShared(word);
    }
  }

  /** A writer that upgrades what it read and a reader that shares what it saw; neither waits. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was there first.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer was there first.")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "The reader was refused.")
  @Outcome(expect = FORBIDDEN, desc = "The reader saw a half-made change.")
  @State
  public static class TryExclusiveTryShare extends LatchedPage {

    @Actor
    public void writer() {
      if (LATCH.tryLockExclusive(word)) {
        setBoth(1);
        LATCH.unlockExclusive(word);
      }
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      if (LATCH.tryShare(word, seen)) {
        result.r1 = left();
        result.r2 = right();
        LATCH.unlockShared(word);
      } else {
        result.r1 = -1;
        result.r2 = -1;
      }
    }
  }

  /** Broken twin: two writers that look at the word and then take it, in two steps. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first one wrote before the second.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second one wrote before the first.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both were inside at once.")
  @Outcome(expect = FORBIDDEN, desc = "No twin writes anything else.")
  @State
  public static class BrokenCheckThenTake extends LatchedPage {

    @Actor
    public void first(JJ_Result result) {
      result.r1 = increment();
    }

    @Actor
    public void second(JJ_Result result) {
      result.r2 = increment();
    }

    private long increment() {
      while (LatchWord.isHeld(WORDS.getVolatile(word))) {
        Thread.onSpinWait();
      }
      WORDS.putRelease(word, LatchWord.EXCLUSIVE);
      long next = left() + 1;
      setBoth(next);
      WORDS.putRelease(word, 0);
      return next;
    }
  }
}
