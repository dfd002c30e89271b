package dev.latchtree.lab.workload;

import java.util.SplittableRandom;

/**
 * Ranks, drawn beforehand by Zipf's law, so that drawing takes no time while others are measured.
 */
final class Popularity {

  /** For workloads that treat all entries alike. */
  static final Popularity NONE = new Popularity(new int[0]);

  private static final int DRAWN = 1 << 20;
  private static final long SEED = 99;

  private final int[] drawn;

  private Popularity(int[] drawn) {
    this.drawn = drawn;
  }

  /** Among so many entries. */
  static Popularity among(int entries) {
    return new Popularity(new Zipf(entries, Zipf.USUAL_EXPONENT).draw(DRAWN, SEED));
  }

  /** For one thread, which begins anywhere. */
  Walk walk(SplittableRandom random) {
    return new Walk(random.nextInt(drawn.length));
  }

  /** Goes over all that was drawn, again and again. */
  final class Walk {

    private int at;

    private Walk(int at) {
      this.at = at;
    }

    /** The next rank: 0 is the most popular. */
    int next() {
      at = at + 1 == drawn.length ? 0 : at + 1;
      return drawn[at];
    }
  }
}
