package dev.latchtree.lab.measure;

import java.time.Duration;

/**
 * How fast one thread reads memory that is in no cache.
 *
 * @param dependentPerSecond reads at scattered places, each of which is known only when the one
 *     before has come
 * @param streamedGigabytesPerSecond from one end to the other
 */
public record MemoryReads(double dependentPerSecond, double streamedGigabytesPerSecond) {

  /** Several times the last cache of most machines, in numbers of 4 bytes. */
  private static final int NUMBERS = 1 << 26;

  private static final int READS_BETWEEN_LOOKS = 1 << 14;
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Steps from each number to the next: with a factor of this kind and an odd addend, they come by
   * every number before they come back.
   */
  private static final int FACTOR = 1_664_525;

  private static final int ADDEND = 1_013_904_223;

  /** Measures each for about so long; takes 256 MiB of heap meanwhile. */
  public static MemoryReads measure(Duration length) {
    int[] next = new int[NUMBERS];
    for (int i = 0; i < next.length; i++) {
      next[i] = (FACTOR * i + ADDEND) & (NUMBERS - 1);
    }
    return new MemoryReads(dependent(next, length), streamed(next, length));
  }

  private static double dependent(int[] next, Duration length) {
    long begun = System.nanoTime();
    long reads = 0;
    int at = 0;
    long taken;
    do {
      for (int i = 0; i < READS_BETWEEN_LOOKS; i++) {
        at = next[at];
      }
      reads += READS_BETWEEN_LOOKS;
      taken = System.nanoTime() - begun;
    } while (taken < length.toNanos());
    requireUsed(at >= 0);
    return reads / (taken / NANOS_PER_SECOND);
  }

  private static double streamed(int[] next, Duration length) {
    long begun = System.nanoTime();
    long bytes = 0;
    long sum = 0;
    long taken;
    do {
      for (int number : next) {
        sum += number;
      }
      bytes += (long) next.length * Integer.BYTES;
      taken = System.nanoTime() - begun;
    } while (taken < length.toNanos());
    requireUsed(sum > 0);
    return bytes / (double) taken;
  }

  /** What was read has to matter, or a compiler would leave out the reading. */
  private static void requireUsed(boolean plausible) {
    if (!plausible) {
      throw new IllegalStateException("memory that was written was not read");
    }
  }
}
