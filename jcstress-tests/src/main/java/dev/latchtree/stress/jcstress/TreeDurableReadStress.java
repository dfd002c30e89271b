package dev.latchtree.stress.jcstress;

import static dev.latchtree.stress.jcstress.StressTree.A;
import static dev.latchtree.stress.jcstress.StressTree.OLD;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A key gets a new value that is committed later: what a read saw that waits for safety, whether
 * that was safe when it returned, and what is there afterwards.
 *
 * <p>{@code mvn verify -pl jcstress-tests -am -Djcstress.filter=.*TreeDurableReadStress.*}
 */
@Outcome(id = "0, -, a", expect = ACCEPTABLE, desc = "The read came before the put.")
@Outcome(
    id = "a, safe, a",
    expect = ACCEPTABLE,
    desc = "The read came after the put, and waited until a crash could not undo it.")
@Outcome(expect = FORBIDDEN, desc = "A value was shown that a crash could have taken away.")
public abstract class TreeDurableReadStress extends TreeState<LLL_Result> {

  private long lsn;
  private long safeEnd;

  private long durableEnd() {
    LogStats log = Objects.requireNonNull(trees.store().stats().log());
    return log.durableLsn();
  }

  TreeDurableReadStress(LatchProtocol protocol) {
    super(StressTrees.durable(protocol), 10, 20, 30);
  }

  @Override
  final void doFirst(LLL_Result result) {
    Receipt receipt = tree.tree().put(StressTree.key(20), StressTree.value(A), Tier.MEMORY);
    lsn = receipt.lsn();
    trees.store().awaitDurable(receipt);
  }

  @Override
  final void doSecond(LLL_Result result) {
    result.r1 = tree.get(20);
    safeEnd = durableEnd();
  }

  @Override
  final void look(LLL_Result result) {
    result.r2 = OLD.equals(result.r1) ? "-" : safeEnd > lsn ? "safe" : "early";
    result.r3 = tree.get(20);
  }

  /** Under {@link LatchProtocol#COARSE_LOCK}. */
  @JCStressTest
  @State
  public static class CoarseLock extends TreeDurableReadStress {

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
  public static class LatchCoupling extends TreeDurableReadStress {

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
  public static class Blink extends TreeDurableReadStress {

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
  public static class OptimisticBlink extends TreeDurableReadStress {

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
