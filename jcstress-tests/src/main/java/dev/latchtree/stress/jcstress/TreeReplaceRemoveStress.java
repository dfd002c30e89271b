package dev.latchtree.stress.jcstress;

import static dev.latchtree.stress.jcstress.StressTree.A;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.spi.LatchProtocol;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One replaces a value if there is one, the other removes it: whether it was replaced, what was
 * removed, and what is there afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeReplaceRemoveStress.*}
 */
@Outcome(id = "true, a, null", expect = ACCEPTABLE, desc = "Replaced, then removed.")
@Outcome(
    id = "false, 0, null",
    expect = ACCEPTABLE,
    desc = "Removed, then there was nothing to replace.")
@Outcome(expect = FORBIDDEN, desc = "A removed key came back, or a replaced value was lost.")
public abstract class TreeReplaceRemoveStress extends TreeState<LLL_Result> {

  TreeReplaceRemoveStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30);
  }

  @Override
  final void doFirst(LLL_Result result) {
    result.r1 = tree.replace(20, A);
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r2 = tree.getAndRemove(20);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.get(20);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeReplaceRemoveStress {

    public CoarseLock() {
      super(LatchProtocol.COARSE_LOCK);
    }

    @Actor
    public void first(LLL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LLL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LLL_Result result) {
      end(result);
    }
  }

  /** Under {@link LatchProtocol#LATCH_COUPLING}. */
  @JCStressTest
  @State
  public static class LatchCoupling extends TreeReplaceRemoveStress {

    public LatchCoupling() {
      super(LatchProtocol.LATCH_COUPLING);
    }

    @Actor
    public void first(LLL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LLL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LLL_Result result) {
      end(result);
    }
  }

  /** Under {@link LatchProtocol#BLINK}. */
  @JCStressTest
  @State
  public static class Blink extends TreeReplaceRemoveStress {

    public Blink() {
      super(LatchProtocol.BLINK);
    }

    @Actor
    public void first(LLL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LLL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LLL_Result result) {
      end(result);
    }
  }

  /** Under {@link LatchProtocol#OPTIMISTIC_BLINK}. */
  @JCStressTest
  @State
  public static class OptimisticBlink extends TreeReplaceRemoveStress {

    public OptimisticBlink() {
      super(LatchProtocol.OPTIMISTIC_BLINK);
    }

    @Actor
    public void first(LLL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LLL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LLL_Result result) {
      end(result);
    }
  }
}
