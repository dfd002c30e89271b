package dev.latchtree.lab.micro;

import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does an append with its commit cost, on the disk of the directory of temporary files?
 *
 * <p>{@code ./lab jmh LogCommitBenchmark -t 8}; compared with the raw disk, and interleaved: {@code
 * ./lab fsync}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LogCommitBenchmark {

  @Param SyncPolicy.Kind policy;

  private final byte[] payload = new byte[128];
  private Scratch scratch;
  private FileStorage storage;
  private WriteAheadLog log;

  @Setup
  public void setUp() throws IOException {
    scratch = Scratch.in(null, "lab-commit-");
    storage = FileStorage.open(scratch.path());
    log = WriteAheadLog.open(storage, LogOptions.builder().policy(chosen()).build());
  }

  private SyncPolicy chosen() {
    return switch (policy) {
      case ALWAYS -> SyncPolicy.always();
      case GROUP -> SyncPolicy.group();
      case INTERVAL -> SyncPolicy.interval(Duration.ofMillis(5));
      case OS -> SyncPolicy.os();
    };
  }

  @TearDown(Level.Iteration)
  public void truncate() throws IOException {
    log.sync();
    log.truncate(log.durableLsn());
  }

  @TearDown
  public void tearDown() throws IOException {
    log.close();
    storage.close();
    scratch.close();
  }

  @Benchmark
  public void appendAndCommit() {
    log.commit(log.append(1, payload));
  }
}
