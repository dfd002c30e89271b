package dev.latchtree;

import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Replacement;
import dev.latchtree.recovery.DurabilityOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.ReadGuarantee;
import dev.latchtree.spi.ReplacementPolicy;
import dev.latchtree.spi.SplitPolicy;
import dev.latchtree.spi.WaitStrategy;
import dev.latchtree.wal.Compression;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.LogWrites;
import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a store is built. Immutable; every value is checked when it is built (the log's ring against
 * the page size when a store is opened), and a refusal names the value, the limit and the remedy.
 *
 * @param protocol how threads keep out of each other's way
 * @param splitPolicy where full pages are divided
 * @param backgroundMerges whether a thread takes up merges that were given up; without it they wait
 *     for {@link LatchStore#tidy()}
 * @param lockHeldThroughCommit with {@link LatchProtocol#COARSE_LOCK}: whether a writer holds the
 *     tree's lock until its change is as safe as the sync policy promises, like simple engines do
 * @param pool pages and memory
 * @param durability for stores with files: log, checkpoints, recovery
 */
public record StoreOptions(
    LatchProtocol protocol,
    SplitPolicy splitPolicy,
    boolean backgroundMerges,
    boolean lockHeldThroughCommit,
    PoolOptions pool,
    DurabilityOptions durability) {

  /** A batch may change this many pages at most, and a quarter of the pool's. */
  static final int MAX_BATCH_PAGES = 512;

  static final int POOL_PAGES_PER_BATCH_PAGE = 4;

  /** Pages that any operation may need at once. */
  static final int LEAST_GUARDS = 16;

  /** Log files that are kept by default, at most. */
  private static final int MOST_SPARES = 64;

  /** The smallest pool. */
  static final int LEAST_POOL_PAGES = PoolOptions.FRAMES_PER_GUARD * LEAST_GUARDS;

  /** All defaults: {@link LatchProtocol#OPTIMISTIC_BLINK}, pages of 16 KiB. */
  public static StoreOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Collects options; see {@link StoreOptions}, {@link PoolOptions}, {@link LogOptions}, {@link
   * DurabilityOptions} for what each one means.
   */
  public static final class Builder {

    private LatchProtocol protocol = LatchProtocol.OPTIMISTIC_BLINK;
    private SplitPolicy splitPolicy = SplitPolicy.RIGHT_EDGE;
    private boolean backgroundMerges = true;
    private boolean lockHeldThroughCommit;
    private final LogOptions.Builder log = LogOptions.builder();
    private @Nullable Integer logSpareSegments;
    private ReadGuarantee readGuarantee = ReadGuarantee.VISIBLE;
    private long checkpointBytes = DurabilityOptions.DEFAULT_CHECKPOINT_BYTES;
    private Duration checkpointInterval = DurabilityOptions.DEFAULT_CHECKPOINT_INTERVAL;
    private long checkpointRate = DurabilityOptions.DEFAULT_CHECKPOINT_RATE;
    private boolean backgroundCheckpoints = true;
    private @Nullable Duration recoveryTimeObjective;
    private int redoThreads = DurabilityOptions.defaultRedoThreads();
    private final PoolOptions.Builder pool = PoolOptions.builder();

    private Builder() {}

    public Builder protocol(LatchProtocol value) {
      protocol = Objects.requireNonNull(value, "protocol");
      return this;
    }

    public Builder splitPolicy(SplitPolicy value) {
      splitPolicy = Objects.requireNonNull(value, "splitPolicy");
      return this;
    }

    public Builder backgroundMerges(boolean value) {
      backgroundMerges = value;
      return this;
    }

    /** Bytes of a page: a power of two, 4 to 64 KiB. A store that exists must have the same. */
    public Builder pageSize(int value) {
      pool.pageSize(value);
      return this;
    }

    /**
     * Memory for pages, in bytes; a store without a file holds no more than that. At least 32
     * pages. Over a file, leave eight pages, which is what one call may hold, for each thread that
     * works at once: with fewer they take away what others have just loaded, and begin again more
     * often.
     */
    public Builder poolBytes(long value) {
      pool.bytes(value);
      return this;
    }

    /** Memory for pages, in pages; replaces {@link #poolBytes}, of which the same is true. */
    public Builder poolPages(long value) {
      pool.frames(value);
      return this;
    }

    public Builder waitStrategy(WaitStrategy value) {
      pool.waitStrategy(value);
      return this;
    }

    public Builder replacement(Supplier<? extends ReplacementPolicy> value) {
      pool.replacement(value);
      return this;
    }

    /** Whether a thread writes pages ahead of need; {@link Replacement} says which leave memory. */
    public Builder backgroundWriter(boolean value) {
      pool.backgroundWriter(value);
      return this;
    }

    /** Only for {@link LatchProtocol#COARSE_LOCK}. */
    public Builder lockHeldThroughCommit(boolean value) {
      lockHeldThroughCommit = value;
      return this;
    }

    /** What a write waits for: by default {@link SyncPolicy#group()}. */
    public Builder syncPolicy(SyncPolicy value) {
      log.policy(value);
      return this;
    }

    public Builder readGuarantee(ReadGuarantee value) {
      readGuarantee = Objects.requireNonNull(value, "readGuarantee");
      return this;
    }

    /** Bytes of a log file, a power of two from 1 MiB; a store that exists keeps its own. */
    public Builder logSegmentSize(int value) {
      log.segmentSize(value);
      return this;
    }

    /** Bytes of the buffer in front of the log: a power of two, at least 256 pages. */
    public Builder logRingSize(int value) {
      log.ringSize(value);
      return this;
    }

    public Builder logPreallocate(boolean value) {
      log.preallocate(value);
      return this;
    }

    /** How records get to the system; null, the default, for what suits the policy. */
    public Builder logWrites(@Nullable LogWrites value) {
      log.writes(value);
      return this;
    }

    /**
     * Log files that are kept to be used again; null, the default, for as many as a checkpoint lets
     * go of.
     */
    public Builder logSpareSegments(@Nullable Integer value) {
      logSpareSegments = value;
      return this;
    }

    /** Whether a thread prepares log files before they are needed. */
    public Builder logPrepareAhead(boolean value) {
      log.prepareAhead(value);
      return this;
    }

    /** Codec for long log records, page images above all. */
    public Builder logCompression(Compression value) {
      log.compression(value);
      return this;
    }

    /** A checkpoint begins when the log has grown by so many bytes. */
    public Builder checkpointBytes(long value) {
      checkpointBytes = value;
      return this;
    }

    /** A checkpoint begins after this time, if anything was logged. */
    public Builder checkpointInterval(Duration value) {
      checkpointInterval = Objects.requireNonNull(value, "checkpointInterval");
      return this;
    }

    /** Bytes of pages that a checkpoint writes in a second, unless it is urgent. */
    public Builder checkpointRate(long bytesPerSecond) {
      checkpointRate = bytesPerSecond;
      return this;
    }

    /** Whether a thread makes checkpoints; without it {@link LatchStore#checkpoint()} does. */
    public Builder backgroundCheckpoints(boolean value) {
      backgroundCheckpoints = value;
      return this;
    }

    /**
     * Recovery after a crash at any time shall take no longer; null, the default, for no limit.
     * Aimed at by checkpoints in time and writers that wait, not guaranteed.
     */
    public Builder recoveryTimeObjective(@Nullable Duration value) {
      recoveryTimeObjective = value;
      return this;
    }

    public Builder redoThreads(int value) {
      redoThreads = value;
      return this;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming the first value that is not allowed
     */
    public StoreOptions build() {
      pool.guards(LEAST_GUARDS);
      int pages = pool.build().frames() / POOL_PAGES_PER_BATCH_PAGE;
      pool.guards(Math.max(LEAST_GUARDS, Math.min(MAX_BATCH_PAGES, pages)));
      if (lockHeldThroughCommit && protocol != LatchProtocol.COARSE_LOCK) {
        throw new IllegalArgumentException(
            "lockHeldThroughCommit is for COARSE_LOCK: %s has no lock to hold".formatted(protocol));
      }
      DurabilityOptions durability =
          new DurabilityOptions(
              logOptions(),
              readGuarantee,
              checkpointBytes,
              checkpointInterval,
              checkpointRate,
              backgroundCheckpoints,
              recoveryTimeObjective,
              redoThreads);
      return new StoreOptions(
          protocol, splitPolicy, backgroundMerges, lockHeldThroughCommit, pool.build(), durability);
    }

    private LogOptions logOptions() {
      Integer spares = logSpareSegments;
      if (spares == null) {
        long released = checkpointBytes / log.build().segmentSize();
        spares = (int) Math.max(1, Math.min(MOST_SPARES, released));
      }
      return log.spareSegments(spares).build();
    }
  }
}
