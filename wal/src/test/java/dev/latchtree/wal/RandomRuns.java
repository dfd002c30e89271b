package dev.latchtree.wal;

import java.util.SplittableRandom;

/** Runs the random part of a test so that a failure names its seed, which can be given back. */
final class RandomRuns {

  private static final String PROPERTY = "latchtree.seed";

  /** The random part of a test. */
  interface Body {
    void run(SplittableRandom random) throws Exception;
  }

  private RandomRuns() {}

  /** Runs {@code body} with this many seeds, or with the one that was given. */
  static void run(int runs, Body body) {
    Long given = Long.getLong(PROPERTY);
    SplittableRandom seeds = new SplittableRandom();
    for (int i = 0; i < (given == null ? runs : 1); i++) {
      long seed = given == null ? seeds.nextLong() : given;
      try {
        body.run(new SplittableRandom(seed));
      } catch (Throwable t) {
        throw new AssertionError("Failed; to repeat: -D" + PROPERTY + "=" + seed, t);
      }
    }
  }
}
