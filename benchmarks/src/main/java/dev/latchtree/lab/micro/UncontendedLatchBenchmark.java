package dev.latchtree.lab.micro;

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
 * What does a latch cost that nobody else wants? Each thread has a page of its own.
 *
 * <p>{@code ./lab jmh UncontendedLatchBenchmark -t 1}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UncontendedLatchBenchmark {

  @Param LatchKind latch;

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

  @Benchmark
  public long optimisticRead() {
    return page.readOptimistically();
  }

  @Benchmark
  public long sharedRead() {
    return page.readShared();
  }

  @Benchmark
  public void exclusiveLockUnlock() {
    page.lockAndUnlock();
  }
}
