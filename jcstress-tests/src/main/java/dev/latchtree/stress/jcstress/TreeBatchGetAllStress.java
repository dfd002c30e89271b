package dev.latchtree.stress.jcstress;

import static dev.latchtree.stress.jcstress.StressTree.A;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.Batch;
import dev.latchtree.spi.LatchProtocol;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A batch changes keys of two leaves: what reads of both at one instant see, twice, and what is
 * there afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeBatchGetAllStress.*}
 */
@Outcome(id = "00, 00, aa", expect = ACCEPTABLE, desc = "Both reads came before the batch.")
@Outcome(id = "00, aa, aa", expect = ACCEPTABLE, desc = "The batch came between the reads.")
@Outcome(id = "aa, aa, aa", expect = ACCEPTABLE, desc = "Both reads came after the batch.")
@Outcome(expect = FORBIDDEN, desc = "Half a batch was seen, or it got lost.")
public abstract class TreeBatchGetAllStress extends TreeState<LLL_Result> {

  TreeBatchGetAllStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30, 40, 50);
  }

  @Override
  final void doFirst(LLL_Result result) {
    try (Batch batch = trees.store().batch()) {
      batch.put(tree.tree(), StressTree.key(10), StressTree.value(A));
      batch.put(tree.tree(), StressTree.key(50), StressTree.value(A));
      batch.commit();
    }
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r1 = tree.getBoth(10, 50);
    result.r2 = tree.getBoth(10, 50);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.walk(true, 20, 30, 40);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeBatchGetAllStress {

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
  public static class LatchCoupling extends TreeBatchGetAllStress {

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
  public static class Blink extends TreeBatchGetAllStress {

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
  public static class OptimisticBlink extends TreeBatchGetAllStress {

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
