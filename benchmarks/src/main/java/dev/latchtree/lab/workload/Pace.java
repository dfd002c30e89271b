package dev.latchtree.lab.workload;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which workloads are slow enough for their operations to be timed one by one. Each begins timed;
 * once its operations turn out to be short it is timed no more, since two looks at the clock would
 * be a part of what is measured. So what warms it up decides, and no round differs from another.
 */
final class Pace {

  /** A look at the clock takes some 25 ns: of this, two of them are half a hundredth. */
  private static final double SLOW_NANOS = 10_000;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final boolean always;
  private final Set<Workload> fast = EnumSet.noneOf(Workload.class);

  /**
   * Knows nothing yet.
   *
   * @param always whether all are timed, however short they are
   */
  Pace(boolean always) {
    this.always = always;
  }

  boolean isTimed(Workload workload) {
    return always || !fast.contains(workload);
  }

  /**
   * Takes what a run has shown.
   *
   * @param perSecond operations of all threads together
   */
  void learn(Workload workload, int threads, double perSecond) {
    double each = Math.min(threads, CORES) * NANOS_PER_SECOND / perSecond;
    if (each < SLOW_NANOS) {
      fast.add(workload);
    }
  }
}
