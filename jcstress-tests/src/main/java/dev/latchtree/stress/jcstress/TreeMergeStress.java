package dev.latchtree.stress.jcstress;

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
 * A removal leaves a leaf too empty, so its last key moves to the leaf on the left: a read of that
 * key, one of the removed one, and what the tree is like afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeMergeStress.*}
 */
@Outcome(id = "0, 0, -", expect = ACCEPTABLE, desc = "The second read came before the removal.")
@Outcome(id = "0, null, -", expect = ACCEPTABLE, desc = "The second read came after the removal.")
@Outcome(
    expect = FORBIDDEN,
    desc = "The key that moved left was missed, or a key got lost or came back.")
public abstract class TreeMergeStress extends TreeState<LLL_Result> {

  TreeMergeStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30, 40, 50, 60, 70);
  }

  @Override
  final void doFirst(LLL_Result result) {
    tree.remove(30);
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r1 = tree.get(40);
    result.r2 = tree.get(30);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.walk(true, 10, 20, 40, 50, 60, 70);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeMergeStress {

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
  public static class LatchCoupling extends TreeMergeStress {

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
  public static class Blink extends TreeMergeStress {

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
  public static class OptimisticBlink extends TreeMergeStress {

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
