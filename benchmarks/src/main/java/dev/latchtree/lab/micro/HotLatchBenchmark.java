package dev.latchtree.lab.micro;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What is left when all threads want the same page? 95% of the operations read it, 5% change it.
 *
 * <p>{@code ./lab jmh HotLatchBenchmark -t 8}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HotLatchBenchmark {

  private static final int WRITE_PERCENT = 5;

  @Param({"HYBRID", "STAMPED_LOCK", "REENTRANT_READ_WRITE_LOCK"})
  LatchKind latch;

  private PageBytes bytes;
  private LatchedPage page;

  @Setup
  public void setUp() {
    bytes = new PageBytes();
    page = latch.over(bytes);
  }

  @TearDown
  public void tearDown() {
    bytes.close();
  }

  /** Who comes next; own to each thread. */
  @State(Scope.Thread)
  public static class Dice {
    private final SplittableRandom random = new SplittableRandom();

    boolean isWrite() {
      return random.nextInt(100) < WRITE_PERCENT;
    }
  }

  @Benchmark
  public long optimistic(Dice dice) {
    if (dice.isWrite()) {
      page.write();
      return 0;
    }
    return page.readOptimistically();
  }

  @Benchmark
  public long shared(Dice dice) {
    if (dice.isWrite()) {
      page.write();
      return 0;
    }
    return page.readShared();
  }
}
