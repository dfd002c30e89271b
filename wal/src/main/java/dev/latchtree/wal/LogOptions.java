package dev.latchtree.wal;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a log is built. Immutable; every value is checked when it is made, and a refusal names the
 * value, the limit and the remedy.
 *
 * @param policy when the log is synced, and so what a commit promises
 * @param segmentSize bytes of a segment file of a new log, a power of two from 1 MiB to 1 GiB; a
 *     log that exists keeps its own
 * @param ringSize bytes of the buffer in front of the file, a power of two from 64 KiB to 1 GiB
 * @param preallocate whether segment files get all their blocks before they are used, so that a
 *     full disk shows early and syncs need not write a new size
 * @param writes how records get to the system; by default by calls, but through memory under {@code
 *     OS} if segments are preallocated and the JDK is new enough
 * @param spareSegments how many segments that were truncated are kept to be used again, which takes
 *     a sync and not its blocks anew; the rest is deleted, and all of them when a log is closed
 *     that has not failed
 * @param prepareAhead whether a thread prepares the next segment before it is needed; without it a
 *     leader does so when it needs one, and all who wait for it wait for that too
 * @param compression codec of payloads
 * @param compressionThreshold payloads shorter than this stay plain
 * @param provenLsn up to here the log is known to have been durable, by a proof kept elsewhere (a
 *     control file, say): a log that ends before it is refused as corrupt; 0 for no proof
 * @param logId identity of a new log; by default drawn at random
 */
public record LogOptions(
    SyncPolicy policy,
    int segmentSize,
    int ringSize,
    boolean preallocate,
    LogWrites writes,
    int spareSegments,
    boolean prepareAhead,
    Compression compression,
    int compressionThreshold,
    long provenLsn,
    OptionalLong logId) {

  public static final int DEFAULT_SEGMENT_SIZE = 64 << 20;
  public static final int DEFAULT_RING_SIZE = 16 << 20;
  public static final int MIN_RING_SIZE = 64 << 10;
  public static final int MAX_RING_SIZE = 1 << 30;

  /** The largest record takes at most this part of the ring. */
  static final int RECORDS_PER_RING = 4;

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException naming the first value that is not allowed
   */
  public LogOptions {
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(writes, "writes");
    Objects.requireNonNull(compression, "compression");
    Objects.requireNonNull(logId, "logId");
    LogGeometry.requireSegmentSize(segmentSize);
    if (ringSize < MIN_RING_SIZE || ringSize > MAX_RING_SIZE || Integer.bitCount(ringSize) != 1) {
      throw new IllegalArgumentException(
          "ring size must be a power of two from 64 KiB to 1 GiB: " + ringSize);
    }
    if (writes == LogWrites.MAPPED && !preallocate) {
      throw new IllegalArgumentException(
          "writes MAPPED needs preallocated segments, else a full disk shows too late: preallocate is false");
    }
    if (spareSegments < 0) {
      throw new IllegalArgumentException("spareSegments must not be negative: " + spareSegments);
    }
    if (compressionThreshold < 1) {
      throw new IllegalArgumentException(
          "compressionThreshold must be at least 1 byte: " + compressionThreshold);
    }
    if (provenLsn < 0) {
      throw new IllegalArgumentException("provenLsn must not be negative: " + provenLsn);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Everything by default: {@code GROUP}, 64 MiB segments, preallocated, plain payloads. */
  public static LogOptions defaults() {
    return builder().build();
  }

  /** Collects options; see {@link LogOptions} for what each one means. */
  public static final class Builder {

    private SyncPolicy policy = SyncPolicy.group();
    private int segmentSize = DEFAULT_SEGMENT_SIZE;
    private int ringSize = DEFAULT_RING_SIZE;
    private boolean preallocate = true;
    private @Nullable LogWrites writes;
    private int spareSegments = 2;
    private boolean prepareAhead = true;
    private Compression compression = Compression.NONE;
    private int compressionThreshold = 1024;
    private long provenLsn;
    private OptionalLong logId = OptionalLong.empty();

    private Builder() {}

    public Builder policy(SyncPolicy value) {
      policy = Objects.requireNonNull(value, "policy");
      return this;
    }

    public Builder segmentSize(int value) {
      segmentSize = value;
      return this;
    }

    public Builder ringSize(int value) {
      ringSize = value;
      return this;
    }

    public Builder preallocate(boolean value) {
      preallocate = value;
      return this;
    }

    /** Null for the default, which depends on the policy. */
    public Builder writes(@Nullable LogWrites value) {
      writes = value;
      return this;
    }

    public Builder spareSegments(int value) {
      spareSegments = value;
      return this;
    }

    public Builder prepareAhead(boolean value) {
      prepareAhead = value;
      return this;
    }

    public Builder compression(Compression value) {
      compression = Objects.requireNonNull(value, "compression");
      return this;
    }

    public Builder compressionThreshold(int value) {
      compressionThreshold = value;
      return this;
    }

    public Builder provenLsn(long value) {
      provenLsn = value;
      return this;
    }

    public Builder logId(long value) {
      logId = OptionalLong.of(value);
      return this;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming the first value that is not allowed
     */
    public LogOptions build() {
      return new LogOptions(
          policy,
          segmentSize,
          ringSize,
          preallocate,
          writes == null ? LogWrites.usual(policy, preallocate) : writes,
          spareSegments,
          prepareAhead,
          compression,
          compressionThreshold,
          provenLsn,
          logId);
    }
  }
}
