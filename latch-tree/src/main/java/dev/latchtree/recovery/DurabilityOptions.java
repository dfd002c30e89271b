package dev.latchtree.recovery;

import dev.latchtree.spi.ReadGuarantee;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a store with files is made safe. Immutable; every value is checked when it is made.
 *
 * @param log the log's own options; among them the {@link SyncPolicy}, what a write waits for
 * @param readGuarantee what a read waits for
 * @param checkpointBytes a checkpoint begins when the log has grown by so much since the last one
 *     began
 * @param checkpointInterval and when this time has passed, if anything was logged
 * @param checkpointRate bytes of pages that a checkpoint writes in a second, unless it is urgent
 * @param backgroundCheckpoints whether a thread makes checkpoints; without it they are made on
 *     demand only, and the log grows
 * @param recoveryTimeObjective recovery after a crash shall take no longer; null for no objective
 * @param redoThreads threads that redo pages in recovery
 */
public record DurabilityOptions(
    LogOptions log,
    ReadGuarantee readGuarantee,
    long checkpointBytes,
    Duration checkpointInterval,
    long checkpointRate,
    boolean backgroundCheckpoints,
    @Nullable Duration recoveryTimeObjective,
    int redoThreads) {

  public static final long DEFAULT_CHECKPOINT_BYTES = 1L << 30;
  public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofMinutes(5);
  public static final long DEFAULT_CHECKPOINT_RATE = 64L << 20;
  public static final int MOST_REDO_THREADS = 64;

  /** The shortest objective: opening the files takes its time, too. */
  public static final Duration SHORTEST_OBJECTIVE = Duration.ofMillis(100);

  private static final long LEAST_BYTES = 1L << 20;
  private static final int DEFAULT_REDO_THREADS = 4;

  /** The ring has room for this many pages, so that every change finds room with its images. */
  public static final int PAGES_PER_RING = 256;

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException naming the first value that is not allowed
   */
  public DurabilityOptions {
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(readGuarantee, "readGuarantee");
    Objects.requireNonNull(checkpointInterval, "checkpointInterval");
    if (readGuarantee == ReadGuarantee.DURABLE && log.policy().kind() == SyncPolicy.Kind.OS) {
      throw new IllegalArgumentException(
          "readGuarantee DURABLE with the sync policy OS: there every read would have to wait for a"
              + " sync that no write asks for; take GROUP, or VISIBLE");
    }
    requireAtLeast("checkpointBytes", checkpointBytes, LEAST_BYTES);
    requireAtLeast("checkpointRate", checkpointRate, LEAST_BYTES);
    if (checkpointInterval.isNegative() || checkpointInterval.isZero()) {
      throw new IllegalArgumentException(
          "checkpointInterval must be positive: " + checkpointInterval);
    }
    if (redoThreads < 1 || redoThreads > MOST_REDO_THREADS) {
      throw new IllegalArgumentException(
          "redoThreads must be 1 to " + MOST_REDO_THREADS + ": " + redoThreads);
    }
    if (recoveryTimeObjective != null) {
      if (recoveryTimeObjective.compareTo(SHORTEST_OBJECTIVE) < 0) {
        throw new IllegalArgumentException(
            "recoveryTimeObjective must be at least %s: %s"
                .formatted(SHORTEST_OBJECTIVE, recoveryTimeObjective));
      }
      if (!backgroundCheckpoints) {
        throw new IllegalArgumentException(
            "recoveryTimeObjective needs backgroundCheckpoints: nobody else keeps the log short");
      }
    }
  }

  private static void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d: %d".formatted(name, least, value));
    }
  }

  /** Fails if the log's ring is too small for pages of this size. */
  public void requireRingFor(int pageSize) {
    if (log.ringSize() < (long) PAGES_PER_RING * pageSize) {
      throw new IllegalArgumentException(
          "logRingSize must be at least %d for pages of %d bytes: %d"
              .formatted((long) PAGES_PER_RING * pageSize, pageSize, log.ringSize()));
    }
  }

  /** As many threads as processors, four at most. */
  public static int defaultRedoThreads() {
    return Math.min(DEFAULT_REDO_THREADS, Runtime.getRuntime().availableProcessors());
  }
}
