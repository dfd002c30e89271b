package dev.latchtree.wal;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long syncs took, in nanoseconds: each power of two is divided into eight, so a value read
 * from it is at most an eighth too large. Many may record and read at the same time.
 */
final class SyncHistogram {

  private static final int STEPS_LOG = 3;
  private static final int STEPS = 1 << STEPS_LOG;

  private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - STEPS_LOG) * STEPS);

  void record(long nanos) {
    counts.getAndIncrement(bucketOf(Math.max(0, nanos)));
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** The upper end of the bucket below or in which this part of all values lies; 0 if empty. */
  long quantile(double part) {
    long rank = (long) Math.ceil(part * count());
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= rank && seen > 0) {
        return upperEnd(i);
      }
    }
    return 0;
  }

  private static int bucketOf(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (power - STEPS_LOG)) & (STEPS - 1);
    return (power - STEPS_LOG + 1) * STEPS + step;
  }

  private static long upperEnd(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int power = bucket / STEPS + STEPS_LOG - 1;
    long step = bucket % STEPS + 1L;
    return (1L << power) + (step << (power - STEPS_LOG)) - 1;
  }
}
