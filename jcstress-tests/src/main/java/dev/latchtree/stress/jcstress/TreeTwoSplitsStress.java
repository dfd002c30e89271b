package dev.latchtree.stress.jcstress;

import static dev.latchtree.stress.jcstress.StressTree.A;
import static dev.latchtree.stress.jcstress.StressTree.B;
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
 * Two find the same leaf full; then each looks for the other's key. At last all keys are there.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeTwoSplitsStress.*}
 */
@Outcome(
    id = "null, a, ab",
    expect = ACCEPTABLE,
    desc = "The first one was done before the second one's key came.")
@Outcome(
    id = "b, null, ab",
    expect = ACCEPTABLE,
    desc = "The second one was done before the first one's key came.")
@Outcome(id = "b, a, ab", expect = ACCEPTABLE, desc = "Each saw the other's key.")
@Outcome(expect = FORBIDDEN, desc = "Neither saw what the other had put before, or a key got lost.")
public abstract class TreeTwoSplitsStress extends TreeState<LLL_Result> {

  TreeTwoSplitsStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30, 40, 50, 60);
  }

  @Override
  final void doFirst(LLL_Result result) {
    tree.put(35, A);
    result.r1 = tree.get(55);
  }

  @Override
  final void doSecond(LLL_Result result) {
    tree.put(55, B);
    result.r2 = tree.get(35);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.walk(true, 10, 20, 30, 40, 50, 60);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeTwoSplitsStress {

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
  public static class LatchCoupling extends TreeTwoSplitsStress {

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
  public static class Blink extends TreeTwoSplitsStress {

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
  public static class OptimisticBlink extends TreeTwoSplitsStress {

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
