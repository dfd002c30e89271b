package dev.latchtree.recovery;

import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * How long the log from the last checkpoint on may become.
 *
 * @param soft from so many bytes on a checkpoint is asked for
 * @param hard at so many writers wait
 */
record LogLimits(long soft, long hard) {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.recovery");
  private static final double NANOS_PER_SECOND = 1e9;

  /** What is assumed of a store that has never recovered, in bytes redone each second. */
  private static final long ASSUMED_REDO_RATE = 40L << 20;

  /** Without an objective writers wait when the log is so many times as long as it should be. */
  private static final int HARD_PER_SOFT = 4;

  private static final long LEAST_HARD = 4L << 20;

  /** So that sums of positions and limits have room. */
  private static final long MOST = Long.MAX_VALUE / 4;

  /**
   * By options.
   *
   * @param measuredRate bytes that the last recovery has redone in a second; 0 if there was none
   */
  static LogLimits of(DurabilityOptions options, long measuredRate) {
    long soft = options.checkpointBytes();
    long hard =
        options.backgroundCheckpoints()
            ? HARD_PER_SOFT * Math.min(soft, MOST / HARD_PER_SOFT)
            : MOST;
    Duration objective = options.recoveryTimeObjective();
    if (objective != null) {
      long rate = measuredRate == 0 ? ASSUMED_REDO_RATE : measuredRate;
      hard = Math.min(hard, Math.max(LEAST_HARD, budget(objective, rate, options)));
      soft = Math.min(soft, hard / HARD_PER_SOFT);
    }
    return new LogLimits(options.backgroundCheckpoints() ? Math.min(soft, hard) : hard, hard);
  }

  /** What can be redone in time, less what those have who are in already: they go on. */
  private static long budget(Duration objective, long rate, DurabilityOptions options) {
    long redone = (long) (objective.toNanos() / NANOS_PER_SECOND * rate);
    long budget = redone - options.log().ringSize();
    if (budget < LEAST_HARD) {
      LOG.log(
          Level.WARNING,
          "recovery within {0} cannot be promised: at {1} MiB/s that is {2} MiB of log, of which the"
              + " ring alone holds {3}; take a smaller logRingSize, or a longer objective",
          objective,
          rate >> 20,
          redone >> 20,
          options.log().ringSize() >> 20);
    }
    return budget;
  }
}
