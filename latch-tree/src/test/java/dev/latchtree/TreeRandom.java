package dev.latchtree;

import java.util.SplittableRandom;

/**
 * Seeds and lengths of random tests: {@code -Dlatchtree.seed=...}, {@code -Dlatchtree.soak=true}.
 */
final class TreeRandom {

  static final boolean SOAK = Boolean.getBoolean("latchtree.soak");

  private static final int SOAK_FACTOR = 40;

  private TreeRandom() {}

  /** A seed from the command line or a new one; printed, so that a failure can be repeated. */
  static long seed(Object test) {
    Long given = Long.getLong("latchtree.seed");
    long seed = given == null ? System.nanoTime() : given;
    System.out.println(test.getClass().getSimpleName() + ": -Dlatchtree.seed=" + seed);
    return seed;
  }

  /** An independent stream for each thread or part of a test. */
  static SplittableRandom stream(long seed, int number) {
    return new SplittableRandom(seed * 31 + number);
  }

  /** So many rounds, or many more in a soak. */
  static int rounds(int normal) {
    return SOAK ? normal * SOAK_FACTOR : normal;
  }
}
