package dev.latchtree.lab.micro;

import dev.latchtree.lab.measure.NoDisk;
import dev.latchtree.wal.LogBatch;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to append a record, and how many bytes does it allocate? Over a storage without
 * a disk, so the ring is emptied as fast as it can be.
 *
 * <p>{@code ./lab jmh LogAppendBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogAppendBenchmark {

  private static final int BATCH = 10;

  @Param({"128", "1024"})
  int payload;

  private NoDisk storage;
  private WriteAheadLog log;
  private byte[] bytes;

  @Setup
  public void setUp() throws IOException {
    storage = new NoDisk();
    log = WriteAheadLog.open(storage, LogOptions.defaults());
    bytes = new byte[payload];
  }

  /** Or the list of segments would grow with the speed of what is measured. */
  @TearDown(Level.Iteration)
  public void truncate() throws IOException {
    log.sync();
    log.truncate(log.durableLsn());
  }

  @TearDown
  public void tearDown() throws IOException {
    log.close();
    storage.close();
  }

  /** What a thread reuses. */
  @State(Scope.Thread)
  public static class Reused {
    private ByteBuffer direct;
    private LogBatch batch;

    @Setup
    public void setUp(LogAppendBenchmark benchmark) {
      direct = ByteBuffer.allocateDirect(benchmark.payload);
      batch = benchmark.log.newBatch();
    }
  }

  @Benchmark
  public long array() {
    return log.append(1, bytes);
  }

  @Benchmark
  public long directBuffer(Reused reused) {
    return log.append(1, reused.direct);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long batchOfTen(Reused reused) {
    reused.batch.clear();
    for (int i = 0; i < BATCH; i++) {
      reused.batch.add(1, bytes);
    }
    return log.append(reused.batch);
  }
}
