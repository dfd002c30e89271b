package dev.latchtree.lab.measure;

import dev.latchtree.lab.report.LatencyMicros;

/**
 * Counts durations in buckets: each power of two is divided into 64, so a percentile is at most a
 * sixty-fourth too large, and the maximum is exact. Recording allocates nothing. For one thread;
 * add up those of several.
 */
public final class LatencyRecorder {

  private static final int STEPS_LOG = 6;
  private static final int STEPS = 1 << STEPS_LOG;
  private static final double NANOS_PER_MICRO = 1e3;

  private final long[] counts = new long[(Long.SIZE - STEPS_LOG) * STEPS];
  private long count;
  private long max;

  /** Counts one duration; a negative one, from a clock that was set back, as zero. */
  public void record(long nanos) {
    long value = Math.max(0, nanos);
    counts[bucketOf(value)]++;
    count++;
    max = Math.max(max, value);
  }

  /** Adds all that {@code other} has counted. */
  public void add(LatencyRecorder other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    max = Math.max(max, other.max);
  }

  public long count() {
    return count;
  }

  public long max() {
    return max;
  }

  /**
   * The duration that this part of all does not exceed, in nanoseconds; 0 if there are none.
   *
   * @param part from 0 to 1
   */
  public long quantile(double part) {
    long rank = Math.max(1, (long) Math.ceil(part * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(upperEnd(i), max);
      }
    }
    return 0;
  }

  public LatencyMicros toMicros() {
    return new LatencyMicros(
        micros(quantile(0.5)),
        micros(quantile(0.95)),
        micros(quantile(0.99)),
        micros(quantile(0.999)),
        micros(max));
  }

  private static double micros(long nanos) {
    return nanos / NANOS_PER_MICRO;
  }

  /** One word, which {@link #ofText} reads in another process. */
  public String toText() {
    StringBuilder text = new StringBuilder().append(max);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        text.append(',').append(i).append(':').append(counts[i]);
      }
    }
    return text.toString();
  }

  /** What {@link #toText} was called on. */
  public static LatencyRecorder ofText(String text) {
    LatencyRecorder recorder = new LatencyRecorder();
    String[] parts = text.split(",", -1);
    recorder.max = Long.parseLong(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      int colon = parts[i].indexOf(':');
      long some = Long.parseLong(parts[i].substring(colon + 1));
      recorder.counts[Integer.parseInt(parts[i].substring(0, colon))] = some;
      recorder.count += some;
    }
    return recorder;
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
