package dev.latchtree.latch;

import dev.latchtree.spi.WaitStrategy;
import java.util.function.LongUnaryOperator;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * What the model checker runs: the latch over a heap array, under operations on a page.
 *
 * <p>It explores interleavings of sequentially consistent executions: it finds lost updates, torn
 * reads, double acquisitions, deadlocks and lost wake-ups of the algorithm, and says nothing about
 * memory order, which is the business of the jcstress suites. Its clock stands still, so no waiter
 * ever grows old enough for a hand-over: {@link HybridLatchTest} has those.
 */
final class LatchModel {

  /** Exit code: no interleaving was found that breaks it. */
  static final int HOLDS = 0;

  /** Exit code: a counterexample, or a failure of the checker, is in the output. */
  static final int REFUTED = 10;

  private static final boolean SOAK = Boolean.getBoolean("latchtree.soak");

  private LatchModel() {}

  /** Checks the class named by the only argument and ends the JVM with the verdict. */
  public static void main(String[] args) throws ClassNotFoundException {
    int verdict = HOLDS;
    try {
      check(Class.forName(args[0]));
    } catch (LincheckAssertionError refuted) {
      System.out.println(refuted.getMessage());
      verdict = REFUTED;
    }
    System.exit(verdict);
  }

  private static void check(Class<?> subject) {
    new ModelCheckingOptions()
        .iterations(SOAK ? 100 : 8)
        .invocationsPerIteration(SOAK ? 10_000 : 500)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(0)
        .actorsAfter(1)
        .sequentialSpecification(TwoCells.class)
        .check(subject);
  }

  /**
   * Spins without pauses: the checker counts each as a turn and takes a long one for a livelock.
   */
  private static final WaitStrategy LOOK_AGAIN =
      attempt -> {
        Thread.onSpinWait();
        return true;
      };

  /** A page of two cells that always grow together. */
  abstract static class Page {

    /** Read and written without any order of its own, as page bytes are. */
    final long[] cells = new long[2];

    final HybridLatch latch;

    Page(WaitStrategy strategy) {
      latch = new LatchOver(new HeapWords(1), strategy, LongUnaryOperator.identity());
    }

    @Operation
    public long incrementExclusive() {
      latch.lockExclusive(0);
      long grown = grow();
      releaseChanged();
      return grown;
    }

    @Operation
    public long incrementByUpgrade() {
      while (true) {
        long seen = latch.awaitVersion(0);
        long read = cells[0];
        if (latch.tryUpgrade(0, seen)) {
          cells[0] = read + 1;
          cells[1] = read + 1;
          releaseChanged();
          return pack(read + 1, read + 1);
        }
      }
    }

    @Operation
    public long readShared() {
      latch.lockShared(0);
      long read = pack(cells[0], cells[1]);
      latch.unlockShared(0);
      return read;
    }

    @Operation
    public long readOptimistic() {
      while (true) {
        long seen = latch.awaitVersion(0);
        long read = pack(cells[0], cells[1]);
        if (isValid(seen)) {
          return read;
        }
      }
    }

    private long grow() {
      cells[0]++;
      cells[1]++;
      return pack(cells[0], cells[1]);
    }

    boolean isValid(long seen) {
      return latch.validate(0, seen);
    }

    void releaseChanged() {
      latch.unlockExclusive(0);
    }

    private static long pack(long first, long second) {
      return first * 1000 + second;
    }
  }

  /** Burns the processor. */
  public static final class Spinning extends Page {
    public Spinning() {
      super(LOOK_AGAIN);
    }
  }

  /** Looks twice before it parks. */
  public static final class SpinningThenParking extends Page {
    public SpinningThenParking() {
      super(attempt -> attempt == 0);
    }
  }

  /** Every wait goes through the queue. */
  public static final class ParkingAtOnce extends Page {
    public ParkingAtOnce() {
      super(attempt -> false);
    }
  }

  /** Wrong: believes what it read. */
  public static final class WithoutValidation extends Page {
    public WithoutValidation() {
      super(LOOK_AGAIN);
    }

    @Override
    boolean isValid(long seen) {
      return true;
    }
  }

  /** Wrong: changes the page and says that it did not. */
  public static final class WithoutNewVersion extends Page {
    public WithoutNewVersion() {
      super(LOOK_AGAIN);
    }

    @Override
    void releaseChanged() {
      latch.unlockExclusiveUnchanged(0);
    }
  }

  /** What all of them must look like. */
  public static final class TwoCells {

    private long value;

    public long incrementExclusive() {
      value++;
      return value * 1000 + value;
    }

    public long incrementByUpgrade() {
      return incrementExclusive();
    }

    public long readShared() {
      return value * 1000 + value;
    }

    public long readOptimistic() {
      return readShared();
    }
  }
}
