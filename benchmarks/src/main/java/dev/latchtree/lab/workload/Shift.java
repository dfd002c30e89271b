package dev.latchtree.lab.workload;

import java.util.SplittableRandom;

/**
 * A run of a workload, or that part of it until the store has grown as far as it may.
 *
 * @param population what the store holds
 * @param sessions of each thread
 * @param threads how many there are
 * @param growth how many entries may be inserted before the shift has to end
 * @param popularity of its entries
 * @param seeds for the randomness of each thread
 * @param timed whether each operation is timed by itself
 */
record Shift(
    Population population,
    Sessions sessions,
    int threads,
    long growth,
    Popularity popularity,
    SplittableRandom seeds,
    boolean timed) {

  /** How many operations are done between two looks at the clock, where that may be many. */
  int stretch(int usual) {
    return timed ? 1 : usual;
  }

  /** The session of this thread, with checks. */
  CheckedSession session(int thread) {
    return new CheckedSession(sessions.of(thread));
  }
}
