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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * One puts a key that is there, the other removes it: what was removed, and what is there
 * afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreePutRemoveStress.*}
 */
@Outcome(id = "0, a", expect = ACCEPTABLE, desc = "Removed before the put.")
@Outcome(id = "a, null", expect = ACCEPTABLE, desc = "Removed after the put.")
@Outcome(expect = FORBIDDEN, desc = "A write was lost, or both were done to the same state.")
public abstract class TreePutRemoveStress extends TreeState<LL_Result> {

  TreePutRemoveStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30);
  }

  @Override
  final void doFirst(LL_Result result) {
    tree.put(20, A);
  }

  @Override
  final void doSecond(LL_Result result) {
    result.r1 = tree.getAndRemove(20);
  }

  @Override
  final void look(LL_Result result) {
    result.r2 = tree.get(20);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreePutRemoveStress {

    public CoarseLock() {
      super(LatchProtocol.COARSE_LOCK);
    }

    @Actor
    public void first(LL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LL_Result result) {
      end(result);
    }
  }

  /** Under {@link LatchProtocol#LATCH_COUPLING}. */
  @JCStressTest
  @State
  public static class LatchCoupling extends TreePutRemoveStress {

    public LatchCoupling() {
      super(LatchProtocol.LATCH_COUPLING);
    }

    @Actor
    public void first(LL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LL_Result result) {
      end(result);
    }
  }

  /** Under {@link LatchProtocol#BLINK}. */
  @JCStressTest
  @State
  public static class Blink extends TreePutRemoveStress {

    public Blink() {
      super(LatchProtocol.BLINK);
    }

    @Actor
    public void first(LL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LL_Result result) {
      end(result);
    }
  }

  /** Under {@link LatchProtocol#OPTIMISTIC_BLINK}. */
  @JCStressTest
  @State
  public static class OptimisticBlink extends TreePutRemoveStress {

    public OptimisticBlink() {
      super(LatchProtocol.OPTIMISTIC_BLINK);
    }

    @Actor
    public void first(LL_Result result) {
      runFirst(result);
    }

    @Actor
    public void second(LL_Result result) {
      runSecond(result);
    }

    @Arbiter
    public void after(LL_Result result) {
      end(result);
    }
  }
}
