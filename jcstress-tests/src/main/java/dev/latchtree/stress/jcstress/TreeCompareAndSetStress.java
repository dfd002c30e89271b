package dev.latchtree.stress.jcstress;

import static dev.latchtree.stress.jcstress.StressTree.A;
import static dev.latchtree.stress.jcstress.StressTree.B;
import static dev.latchtree.stress.jcstress.StressTree.OLD;
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
 * Two replace the same expected value: whether each did, and what is there afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeCompareAndSetStress.*}
 */
@Outcome(id = "true, false, a", expect = ACCEPTABLE, desc = "The first one won.")
@Outcome(id = "false, true, b", expect = ACCEPTABLE, desc = "The second one won.")
@Outcome(expect = FORBIDDEN, desc = "Both won, or none, or the loser's value is there.")
public abstract class TreeCompareAndSetStress extends TreeState<LLL_Result> {

  TreeCompareAndSetStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30);
  }

  @Override
  final void doFirst(LLL_Result result) {
    result.r1 = tree.compareAndSet(20, OLD, A);
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r2 = tree.compareAndSet(20, OLD, B);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.get(20);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeCompareAndSetStress {

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
  public static class LatchCoupling extends TreeCompareAndSetStress {

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
  public static class Blink extends TreeCompareAndSetStress {

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
  public static class OptimisticBlink extends TreeCompareAndSetStress {

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
