package dev.latchtree.wal;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the log counts. Nothing here is on the way of an append that finds room. */
final class LogMetrics {

  private final LongAdder ringFullStalls = new LongAdder();
  private final SyncHistogram syncs = new SyncHistogram();
  private final LongAdder flushes = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final LongAccumulator largestFlush = new LongAccumulator(Math::max, 0);
  private final LongAdder bytes = new LongAdder();
  private final LongAdder rotations = new LongAdder();
  private final LongAdder rotationWaitNanos = new LongAdder();
  private volatile long lastFlushMillis;

  void ringFull() {
    ringFullStalls.increment();
  }

  /** A flush has put {@code count} records of {@code size} bytes in all into the file. */
  void flushed(long count, long size) {
    flushes.increment();
    records.add(count);
    largestFlush.accumulate(count);
    bytes.add(size);
    lastFlushMillis = System.currentTimeMillis();
  }

  void synced(long nanos) {
    syncs.record(nanos);
  }

  void rotated(long waitedNanos) {
    rotations.increment();
    rotationWaitNanos.add(waitedNanos);
  }

  LogStats snapshot(long durableLsn, long endLsn, long firstLsn, long waiting) {
    return new LogStats(
        durableLsn,
        endLsn,
        firstLsn,
        flushes.sum(),
        records.sum(),
        largestFlush.get(),
        bytes.sum(),
        syncs.count(),
        syncs.quantile(0.5),
        syncs.quantile(0.99),
        syncs.quantile(1),
        waiting,
        ringFullStalls.sum(),
        rotations.sum(),
        rotationWaitNanos.sum(),
        lastFlushMillis);
  }
}
