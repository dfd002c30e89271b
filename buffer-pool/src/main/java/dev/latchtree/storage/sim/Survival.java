package dev.latchtree.storage.sim;

import java.util.SplittableRandom;

/** Draws, for one file or the directory in one crash, which unsynced changes survive. */
final class Survival {
  private static final double[] PROBABILITIES = {0, 0.1, 0.5, 0.9, 1};

  private final SplittableRandom random;
  private final double probability;

  Survival(SplittableRandom random) {
    this.random = random;
    this.probability = PROBABILITIES[random.nextInt(PROBABILITIES.length)];
  }

  boolean keeps() {
    return random.nextDouble() < probability;
  }
}
