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
 * A key lies in a leaf that no parent knows. It gets a new value while it is read twice: what the
 * reads saw, and what is there afterwards. (Under latch coupling there is no such leaf: who divides
 * one holds the parent, and is refused if it cannot be told.)
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeUnpostedStress.*}
 */
@Outcome(id = "0, 0, a", expect = ACCEPTABLE, desc = "Both reads came before the put.")
@Outcome(id = "0, a, a", expect = ACCEPTABLE, desc = "The put came between the reads.")
@Outcome(id = "a, a, a", expect = ACCEPTABLE, desc = "Both reads came after the put.")
@Outcome(expect = FORBIDDEN, desc = "The way to the right was missed, or a change was lost.")
public abstract class TreeUnpostedStress extends TwoActors<LLL_Result> {

  private final UnpostedLeaves leaves;
  private final UnpostedLeaves.Place place;

  TreeUnpostedStress(LatchProtocol protocol) {
    leaves = UnpostedLeaves.of(protocol);
    place = leaves.take();
  }

  @Override
  final void doFirst(LLL_Result result) {
    place.put(A);
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r1 = place.get();
    result.r2 = place.get();
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = place.get();
  }

  @Override
  final void leave() {
    leaves.giveBack(place);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeUnpostedStress {

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

  /** Under {@link LatchProtocol#BLINK}. */
  @JCStressTest
  @State
  public static class Blink extends TreeUnpostedStress {

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
  public static class OptimisticBlink extends TreeUnpostedStress {

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
