package dev.latchtree.storage;

import java.util.SplittableRandom;

/** Runs the random part of a test so that a failure names its seed, which can be given back. */
public final class SeededRun {
  private static final String PROPERTY = "latchtree.seed";

  /** The random part of a test. */
  public interface Body {
    void run(long seed) throws Exception;
  }

  private SeededRun() {}

  /** Runs {@code body} with {@code runs} seeds, or with the one that was given. */
  public static void withSeeds(int runs, Body body) {
    Long given = Long.getLong(PROPERTY);
    if (given != null) {
      withSeed(given, body);
      return;
    }
    SplittableRandom seeds = new SplittableRandom();
    for (int run = 0; run < runs; run++) {
      withSeed(seeds.nextLong(), body);
    }
  }

  private static void withSeed(long seed, Body body) {
    try {
      body.run(seed);
    } catch (Throwable t) {
      throw new AssertionError("Failed; to repeat: -D" + PROPERTY + "=" + seed, t);
    }
  }
}
