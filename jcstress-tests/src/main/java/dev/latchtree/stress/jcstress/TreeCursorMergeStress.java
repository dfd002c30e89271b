package dev.latchtree.stress.jcstress;

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
 * A cursor goes forward while a key moves left, because its leaf has become too empty: what it saw
 * of the removed key, and what the tree is like afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeCursorMergeStress.*}
 */
@Outcome(id = "0, -", expect = ACCEPTABLE, desc = "It was there before the removal.")
@Outcome(id = "-, -", expect = ACCEPTABLE, desc = "It was there after the removal.")
@Outcome(
    expect = FORBIDDEN,
    desc = "It missed a key that was there all the time, met one twice, or one got lost.")
public abstract class TreeCursorMergeStress extends TreeState<LL_Result> {

  TreeCursorMergeStress(LatchProtocol protocol) {
    super(protocol, 10, 20, 30, 40, 50, 60, 70);
  }

  @Override
  final void doFirst(LL_Result result) {
    tree.remove(30);
  }

  @Override
  final void doSecond(LL_Result result) {
    result.r1 = tree.walk(true, 10, 20, 40, 50, 60, 70);
  }

  @Override
  final void look(LL_Result result) {
    result.r2 = tree.walk(true, 10, 20, 40, 50, 60, 70);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeCursorMergeStress {

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
  public static class LatchCoupling extends TreeCursorMergeStress {

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
  public static class Blink extends TreeCursorMergeStress {

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
  public static class OptimisticBlink extends TreeCursorMergeStress {

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
