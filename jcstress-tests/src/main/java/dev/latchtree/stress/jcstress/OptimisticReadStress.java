package dev.latchtree.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.latch.LatchWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * A validated optimistic read never sees a half-made change.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*OptimisticReadStress.*}
 */
public class OptimisticReadStress {

  /** What a right reader may see. */
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The page before the change.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The page after the change.")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Validation failed; nothing was believed.")
  @Outcome(expect = FORBIDDEN, desc = "A half-made change passed validation.")
  public static class RightReader {}

  /** What a broken twin may see. */
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The page before the change.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The page after the change.")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Validation failed; nothing was believed.")
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "A half-made change was believed: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin writes anything else.")
  public static class BrokenReader {}

  /** What writers and readers do; jcstress wants the actors in the test class itself. */
  abstract static class WrittenPage extends LatchedPage {

    final void write() {
      LATCH.lockExclusive(word);
      setBoth(1);
      LATCH.unlockExclusive(word);
    }

    static void refuse(JJ_Result result) {
      result.r1 = -1;
      result.r2 = -1;
    }
  }

  /** The first half is read first. */
  @JCStressTest
  @JCStressMeta(RightReader.class)
  @State
  public static class LeftThenRight extends WrittenPage {

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeLeft = left();
      long maybeRight = right();
      if (LATCH.validate(word, seen)) {
        result.r1 = maybeLeft;
        result.r2 = maybeRight;
      } else {
        refuse(result);
      }
    }
  }

  /** The second half is read first. */
  @JCStressTest
  @JCStressMeta(RightReader.class)
  @State
  public static class RightThenLeft extends WrittenPage {

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeRight = right();
      long maybeLeft = left();
      if (LATCH.validate(word, seen)) {
        result.r1 = maybeLeft;
        result.r2 = maybeRight;
      } else {
        refuse(result);
      }
    }
  }

  /**
   * Each half is validated by itself, against one version, as a descent does with a parent. The
   * fence in the validation also keeps the compiler from answering the second one with the word
   * that the first one read, which would be wrong on every processor.
   */
  @JCStressTest
  @JCStressMeta(RightReader.class)
  @State
  public static class ValidatedTwice extends WrittenPage {

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeLeft = left();
      boolean leftIsValid = LATCH.validate(word, seen);
      long maybeRight = right();
      boolean rightIsValid = LATCH.validate(word, seen);
      if (leftIsValid && rightIsValid) {
        result.r1 = maybeLeft;
        result.r2 = maybeRight;
      } else {
        refuse(result);
      }
    }
  }

  /** Broken twin: believes what it read. */
  @JCStressTest
  @JCStressMeta(BrokenReader.class)
  @State
  public static class BrokenWithoutValidation extends WrittenPage {

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(JJ_Result result) {
      LATCH.awaitVersion(word);
      result.r1 = left();
      result.r2 = right();
    }
  }

  /** Broken twin: validates without the acquire fence, once. Needs a weakly ordered processor. */
  @JCStressTest
  @JCStressMeta(BrokenReader.class)
  @State
  public static class BrokenWithoutAcquireFence extends WrittenPage {

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeLeft = left();
      long maybeRight = right();
      long now = WORDS.get(word);
      if (((now ^ seen) & LatchWord.VALIDATION_MASK) == 0) {
        result.r1 = maybeLeft;
        result.r2 = maybeRight;
      } else {
        refuse(result);
      }
    }
  }

  /**
   * Broken twin: validates twice without the acquire fence. The compiler reads the word once for
   * both, so that the second half is not validated at all; seen on x86-64 with JDK 17.
   */
  @JCStressTest
  @JCStressMeta(BrokenReader.class)
  @State
  public static class BrokenTwiceWithoutAcquireFence extends WrittenPage {

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeLeft = left();
      long first = WORDS.get(word);
      long maybeRight = right();
      long second = WORDS.get(word);
      if ((((first ^ seen) | (second ^ seen)) & LatchWord.VALIDATION_MASK) == 0) {
        result.r1 = maybeLeft;
        result.r2 = maybeRight;
      } else {
        refuse(result);
      }
    }
  }

  /** Broken twin: the writer says that it changed nothing. */
  @JCStressTest
  @JCStressMeta(BrokenReader.class)
  @State
  public static class BrokenWithoutNewVersion extends WrittenPage {

    @Actor
    public void writer() {
      LATCH.lockExclusive(word);
      setBoth(1);
      LATCH.unlockExclusiveUnchanged(word);
    }

    @Actor
    public void reader(JJ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeLeft = left();
      long maybeRight = right();
      if (LATCH.validate(word, seen)) {
        result.r1 = maybeLeft;
        result.r2 = maybeRight;
      } else {
        refuse(result);
      }
    }
  }
}
