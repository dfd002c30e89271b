package dev.latchtree.lab.recovery;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a process lives that will be killed: it opens a store, loads it if it is empty, and puts with
 * two threads.
 *
 * @param directory of the store
 * @param keys that are loaded, and overwritten again and again
 * @param logBytes of log after which it stops putting and waits for its end
 * @param checkpointBytes of log after which it makes a checkpoint; 0 for none at all
 * @param objective the longest that a recovery may take; zero for no promise
 */
record Life(Path directory, int keys, long logBytes, long checkpointBytes, Duration objective) {

  /** Puts until it is killed. */
  static final long ENDLESS = Long.MAX_VALUE;

  private static final int POOL_BYTES_PER_KEY = 256;
  private static final long LEAST_POOL = 32L << 20;
  private static final int SEGMENT = 16 << 20;
  private static final long CHECKPOINT_RATE = 1L << 30;

  /** Memory for pages: none ever leaves it. */
  long poolBytes() {
    return LEAST_POOL + (long) keys * POOL_BYTES_PER_KEY;
  }

  /**
   * Opens the store, which recovers it. A commit returns when the system has it, which is all that
   * a killed process needs.
   */
  LatchStore open() {
    StoreOptions.Builder options =
        builder().backgroundCheckpoints(checkpointBytes > 0 || !objective.isZero());
    if (checkpointBytes > 0) {
      options.checkpointBytes(checkpointBytes);
    }
    if (!objective.isZero()) {
      options.recoveryTimeObjective(objective);
    }
    return LatchStore.open(directory, options.build());
  }

  /** Opens what it has left in another directory, only to see how long that takes. */
  LatchStore reopen(Path copy, int redoThreads) {
    return LatchStore.open(
        copy,
        builder()
            .backgroundCheckpoints(false)
            .redoThreads(redoThreads)
            .checkpointRate(CHECKPOINT_RATE)
            .build());
  }

  private StoreOptions.Builder builder() {
    return StoreOptions.builder()
        .poolBytes(poolBytes())
        .logSegmentSize(SEGMENT)
        .syncPolicy(SyncPolicy.os());
  }

  List<String> toArguments() {
    return List.of(
        directory.toString(),
        String.valueOf(keys),
        String.valueOf(logBytes),
        String.valueOf(checkpointBytes),
        String.valueOf(objective.toNanos()));
  }

  static Life of(String[] arguments) {
    return new Life(
        Path.of(arguments[0]),
        Integer.parseInt(arguments[1]),
        Long.parseLong(arguments[2]),
        Long.parseLong(arguments[3]),
        Duration.ofNanos(Long.parseLong(arguments[4])));
  }
}
