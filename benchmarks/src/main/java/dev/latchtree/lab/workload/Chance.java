package dev.latchtree.lab.workload;

import java.util.SplittableRandom;

/** Something that happens in a part of all cases. */
final class Chance {

  private final SplittableRandom random;
  private final long bound;

  /** From 0 for never to 1. */
  Chance(double part, SplittableRandom random) {
    this.random = random;
    bound = (long) (part * Long.MAX_VALUE);
  }

  boolean comes() {
    return random.nextLong() >>> 1 < bound;
  }
}
