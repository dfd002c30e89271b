package dev.latchtree.wal;

/**
 * How far the log has come, in offsets ({@link LogGeometry}). Always {@code released <= written},
 * {@code durable <= written}; each only grows.
 *
 * <p>Written by the leader alone ({@code durable} under {@code OS}: by the syncer alone), read by
 * everybody. Each is volatile: whoever sees a new value sees what was done before it was set, and a
 * committer that returns because of {@code durable} does so after the sync.
 */
final class LogProgress {

  private final LogGeometry geometry;
  private volatile long written;
  private volatile long durable;
  private volatile long durableLsn;

  LogProgress(LogGeometry geometry, long offset) {
    this.geometry = geometry;
    written = offset;
    durable = offset;
    durableLsn = geometry.lsnOf(offset);
  }

  long written() {
    return written;
  }

  long durable() {
    return durable;
  }

  /** The durable end as an LSN: a record is durable if and only if its LSN is smaller. */
  long durableLsn() {
    return durableLsn;
  }

  void written(long offset) {
    written = offset;
  }

  /** GroupCommit.tla: Advance. */
  void durable(long offset) {
    // The LSN first: whoever returns because of the offset must not find an older LSN.
    durableLsn = geometry.lsnOf(offset);
    durable = offset;
  }
}
