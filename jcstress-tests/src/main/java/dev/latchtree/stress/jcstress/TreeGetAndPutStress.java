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
 * Two exchange a value: what each got, and what is there afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeGetAndPutStress.*}
 */
@Outcome(
    id = "0, a, b",
    expect = ACCEPTABLE,
    desc = "The first one's value was what the second one got.")
@Outcome(
    id = "b, 0, a",
    expect = ACCEPTABLE,
    desc = "The second one's value was what the first one got.")
@Outcome(expect = FORBIDDEN, desc = "A value was got twice, or never.")
public abstract class TreeGetAndPutStress extends TreeState<LLL_Result> {

  TreeGetAndPutStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30);
  }

  @Override
  final void doFirst(LLL_Result result) {
    result.r1 = tree.getAndPut(20, A);
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r2 = tree.getAndPut(20, B);
  }

  @Override
  final void look(LLL_Result result) {
    result.r3 = tree.get(20);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeGetAndPutStress {

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
  public static class LatchCoupling extends TreeGetAndPutStress {

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
  public static class Blink extends TreeGetAndPutStress {

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
  public static class OptimisticBlink extends TreeGetAndPutStress {

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
