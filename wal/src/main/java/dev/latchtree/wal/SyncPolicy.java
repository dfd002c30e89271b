package dev.latchtree.wal;

import java.time.Duration;
import java.util.Objects;

/**
 * When the log is synced to disk, and so what {@link WriteAheadLog#commit(long)} promises.
 *
 * @param kind the promise
 * @param window {@code GROUP}: how long a leader may wait for company; {@code INTERVAL}: the
 *     period; else zero
 * @param maxBatch {@code GROUP}: a leader waits for no more than this many committers; else 1
 * @param pacing {@code GROUP}: how the leader waits
 */
public record SyncPolicy(Kind kind, Duration window, int maxBatch, Pacing pacing) {

  /** The longest window and period. */
  public static final Duration LONGEST = Duration.ofMinutes(1);

  /** What a commit promises. */
  public enum Kind {
    /**
     * The record, and all before it, is on disk when its commit returns, and each commit pays for a
     * sync of its own. An acknowledged record survives a power cut.
     */
    ALWAYS,

    /**
     * The record, and all before it, is on disk when its commit returns; one sync serves all that
     * wait for it. An acknowledged record survives a power cut. A lone writer is flushed at once.
     */
    GROUP,

    /**
     * A commit returns when the record is in the log's buffer. A crash of the process or a power
     * cut loses at most what was committed in the last period and the time of one sync.
     */
    INTERVAL,

    /**
     * A commit returns when the record was handed to the operating system: it survives a crash of
     * the process. A power cut may lose any number of the last commits; what is there afterwards is
     * an older state of the log without gaps. A commit neither waits for a sync nor causes one.
     */
    OS
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value and what is allowed
   */
  public SyncPolicy {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(pacing, "pacing");
    if (window.isNegative() || window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("window must be 0 to " + LONGEST + ": " + window);
    }
    if (kind == Kind.INTERVAL && window.isZero()) {
      throw new IllegalArgumentException("the period of INTERVAL must be positive: " + window);
    }
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch must be at least 1: " + maxBatch);
    }
  }

  /** {@link Kind#ALWAYS}. */
  public static SyncPolicy always() {
    return new SyncPolicy(Kind.ALWAYS, Duration.ZERO, 1, Pacing.GREEDY);
  }

  /** {@link Kind#GROUP} with a window of a millisecond, adaptive pacing and no limit to a group. */
  public static SyncPolicy group() {
    return group(Duration.ofMillis(1), Integer.MAX_VALUE);
  }

  /** {@link Kind#GROUP} with adaptive pacing. */
  public static SyncPolicy group(Duration window, int maxBatch) {
    return group(window, maxBatch, Pacing.ADAPTIVE);
  }

  /** {@link Kind#GROUP}. */
  public static SyncPolicy group(Duration window, int maxBatch, Pacing pacing) {
    return new SyncPolicy(Kind.GROUP, window, maxBatch, pacing);
  }

  /** {@link Kind#INTERVAL}. */
  public static SyncPolicy interval(Duration period) {
    return new SyncPolicy(Kind.INTERVAL, period, 1, Pacing.GREEDY);
  }

  /** {@link Kind#OS}. */
  public static SyncPolicy os() {
    return new SyncPolicy(Kind.OS, Duration.ZERO, 1, Pacing.GREEDY);
  }

  /** What a commit under this policy has reached when it returns. */
  public Tier tier() {
    return switch (kind) {
      case ALWAYS, GROUP -> Tier.POWER_SAFE;
      case INTERVAL -> Tier.INTERVAL;
      case OS -> Tier.PROCESS_SAFE;
    };
  }
}
