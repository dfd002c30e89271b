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
import org.openjdk.jcstress.infra.results.JZ_Result;

/**
 * A page whose memory is newer than its file is dirty, whoever cleans it meanwhile (rule P1).
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*DirtyClearStress.*}
 */
public class DirtyClearStress {

  /**
   * The protocol of an evictor: copy, validate, write, clear. First the copy that was declared
   * clean (-1: none), then whether the page is dirty in the end.
   */
  @JCStressTest
  @Outcome(id = "-1, true", expect = ACCEPTABLE, desc = "The change was noticed; still dirty.")
  @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "The old page was cleaned, then changed.")
  @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "The changed page was cleaned.")
  @Outcome(expect = FORBIDDEN, desc = "A change is neither in the file nor marked dirty.")
  @State
  public static class ClearByVersion extends LatchedPage {

    public ClearByVersion() {
      WORDS.putRelease(word, LatchWord.RESIDENT | LatchWord.DIRTY);
    }

    @Actor
    public void writer() {
      LATCH.lockExclusive(word);
      LATCH.changeHeld(word, 0, LatchWord.DIRTY);
      setLeft(1);
      LATCH.unlockExclusive(word);
    }

    @Actor
    public void cleaner(JZ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeCopy = left();
      boolean written = LATCH.validate(word, seen);
      result.r1 = written && LATCH.tryClearDirty(word, seen) ? maybeCopy : -1;
    }

    @Arbiter
    public void dirty(JZ_Result result) {
      result.r2 = LatchWord.isDirty(LATCH.peek(word));
    }
  }

  /** Broken twin: clears the bit in two steps, after the same check. */
  @JCStressTest
  @Outcome(id = "-1, true", expect = ACCEPTABLE, desc = "The change was noticed; still dirty.")
  @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "The old page was cleaned, then changed.")
  @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "The changed page was cleaned.")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "A mark too many costs a write.")
  @Outcome(
      id = "0, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "A change is neither in the file nor marked dirty: it happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin ends like this.")
  @State
  public static class BrokenClearInTwoSteps extends LatchedPage {

    public BrokenClearInTwoSteps() {
      WORDS.putRelease(word, LatchWord.RESIDENT | LatchWord.DIRTY);
    }

    /** As in the right scenario, but on a word that others may overwrite while it is held. */
    @Actor
    public void writer() {
      WORDS.cas(word, WORDS.getVolatile(word), LatchWord.EXCLUSIVE | LatchWord.DIRTY);
      setLeft(1);
      WORDS.putRelease(word, LatchWord.VERSION_ONE | LatchWord.DIRTY);
    }

    @Actor
    public void cleaner(JZ_Result result) {
      long seen = LATCH.awaitVersion(word);
      long maybeCopy = left();
      if (LATCH.validate(word, seen)) {
        WORDS.putRelease(word, seen & ~LatchWord.DIRTY);
        result.r1 = maybeCopy;
      } else {
        result.r1 = -1;
      }
    }

    @Arbiter
    public void dirty(JZ_Result result) {
      result.r2 = LatchWord.isDirty(LATCH.peek(word));
    }
  }
}
