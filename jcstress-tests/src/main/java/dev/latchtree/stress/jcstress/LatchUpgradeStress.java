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
import org.openjdk.jcstress.infra.results.ZJ_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * An upgrade succeeds only if nothing happened since the version was taken.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*LatchUpgradeStress.*}
 */
public class LatchUpgradeStress {

  /** Two upgrades of one version. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first one was faster.")
  @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "The second one was faster.")
  @Outcome(expect = FORBIDDEN, desc = "Both or neither upgraded one version.")
  @State
  public static class TwoUpgrades extends LatchedPage {

    private final long seen = LATCH.awaitVersion(word);

    @Actor
    public void first(ZZJ_Result result) {
      result.r1 = increment();
    }

    @Actor
    public void second(ZZJ_Result result) {
      result.r2 = increment();
    }

    @Arbiter
    public void page(ZZJ_Result result) {
      result.r3 = left();
    }

    private boolean increment() {
      if (!LATCH.tryUpgrade(word, seen)) {
        return false;
      }
      setBoth(left() + 1);
      LATCH.unlockExclusive(word);
      return true;
    }
  }

  /** An upgrade and a writer that waits. */
  @JCStressTest
  @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "The upgrade came first; both wrote.")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "The writer came first; no upgrade.")
  @Outcome(expect = FORBIDDEN, desc = "Both were inside at once, or a stale version was upgraded.")
  @State
  public static class UpgradeAgainstExclusive extends LatchedPage {

    private final long seen = LATCH.awaitVersion(word);

    @Actor
    public void upgrade(ZJ_Result result) {
      if (LATCH.tryUpgrade(word, seen)) {
        result.r1 = true;
        setBoth(left() + 1);
        LATCH.unlockExclusive(word);
      }
    }

    @Actor
    public void exclusive() {
      LATCH.lockExclusive(word);
      setBoth(left() + 1);
      LATCH.unlockExclusive(word);
    }

    @Arbiter
    public void page(ZJ_Result result) {
      result.r2 = left();
    }
  }

  /** An upgrade and a shared holder that reads. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The reader was gone before the upgrade.")
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "The reader came after the upgrade.")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "The reader was in the way.")
  @Outcome(expect = FORBIDDEN, desc = "The upgrade ran beside a shared holder.")
  @State
  public static class UpgradeAgainstShared extends LatchedPage {

    private final long seen = LATCH.awaitVersion(word);

    @Actor
    public void upgrade(ZJ_Result result) {
      if (LATCH.tryUpgrade(word, seen)) {
        result.r1 = true;
        setBoth(1);
        LATCH.unlockExclusive(word);
      }
    }

    @Actor
    public void shared(ZJ_Result result) {
      LATCH.lockShared(word);
      long before = left();
      long after = right();
      result.r2 = before == after ? before : -1;
      LATCH.unlockShared(word);
    }
  }

  /** Broken twin: looks at the version, then writes the word, in two steps. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first one was faster.")
  @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "The second one was faster.")
  @Outcome(
      id = {"true, true, 1", "true, true, 2"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "Both upgraded one version: the scenario happens on this machine.")
  @Outcome(expect = FORBIDDEN, desc = "No twin ends like this.")
  @State
  public static class BrokenCheckThenPut extends LatchedPage {

    @Actor
    public void first(ZZJ_Result result) {
      result.r1 = increment();
    }

    @Actor
    public void second(ZZJ_Result result) {
      result.r2 = increment();
    }

    @Arbiter
    public void page(ZZJ_Result result) {
      result.r3 = left();
    }

    private boolean increment() {
      if (WORDS.getVolatile(word) != 0) {
        return false;
      }
      WORDS.putRelease(word, LatchWord.EXCLUSIVE);
      setBoth(left() + 1);
      WORDS.putRelease(word, LatchWord.VERSION_ONE);
      return true;
    }
  }
}
