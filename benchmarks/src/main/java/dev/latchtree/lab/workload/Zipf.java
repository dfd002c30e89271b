package dev.latchtree.lab.workload;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Numbers from 0 on, where number {@code i} comes with a probability in proportion to {@code 1 / (i
 * + 1)^exponent}. Exact: drawn by searching the sums of all probabilities.
 */
public final class Zipf {

  /** What YCSB takes, and most who compare stores since. */
  public static final double USUAL_EXPONENT = 0.99;

  private final double[] sums;

  /**
   * Takes time and memory for {@code count} sums.
   *
   * @param count how many numbers there are, at least one
   * @param exponent 0 makes all as likely as the first; the larger, the more popular that one
   */
  public Zipf(int count, double exponent) {
    sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.pow(i + 1.0, -exponent);
      sums[i] = sum;
    }
  }

  int next(SplittableRandom random) {
    double drawn = random.nextDouble() * sums[sums.length - 1];
    int found = Arrays.binarySearch(sums, drawn);
    return Math.min(found >= 0 ? found + 1 : -found - 1, sums.length - 1);
  }

  /** Many of them, so that drawing takes no time while others are measured. */
  public int[] draw(int howMany, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] drawn = new int[howMany];
    Arrays.setAll(drawn, i -> next(random));
    return drawn;
  }
}
