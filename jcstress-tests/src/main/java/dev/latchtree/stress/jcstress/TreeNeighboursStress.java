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
 * Each changes one key of a leaf and then looks at the other's: who writes first is seen by the
 * other. Then what became of both keys.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeNeighboursStress.*}
 */
@Outcome(
    id = "null, null, a",
    expect = ACCEPTABLE,
    desc =
        "The remover was done before the other looked at its own key, and looked too early itself.")
@Outcome(
    id = "0, a, a",
    expect = ACCEPTABLE,
    desc = "The putter was first; the key to be removed was still there.")
@Outcome(id = "null, a, a", expect = ACCEPTABLE, desc = "Each saw what the other had done.")
@Outcome(
    expect = FORBIDDEN,
    desc = "Neither saw what the other had done before, or a change of a neighbour was lost.")
public abstract class TreeNeighboursStress extends TreeState<LLL_Result> {

  TreeNeighboursStress(LatchProtocol protocol) {
    super(protocol, 15, 20, 30);
  }

  @Override
  final void doFirst(LLL_Result result) {
    tree.put(25, A);
    result.r1 = tree.get(15);
  }

  @Override
  final void doSecond(LLL_Result result) {
    tree.remove(15);
    result.r2 = tree.get(25);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.walk(true, 20, 30);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeNeighboursStress {

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
  public static class LatchCoupling extends TreeNeighboursStress {

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
  public static class Blink extends TreeNeighboursStress {

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
  public static class OptimisticBlink extends TreeNeighboursStress {

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
