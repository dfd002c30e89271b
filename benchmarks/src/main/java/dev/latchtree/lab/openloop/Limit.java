package dev.latchtree.lab.openloop;

import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.lab.report.Figures;
import java.time.Duration;

/**
 * When a rate has passed: 95 in 100 of all writes that were due took no longer than this, from the
 * instant at which they were due, and no more than ten in a hundred were still to be begun when the
 * time was up. The second matters where a step is short: there, what comes late cannot come very
 * late.
 *
 * @param p95 the longest
 */
public record Limit(Duration p95) {

  /** A step is at least so many times as long as the limit: else being late could not show. */
  public static final int LENGTHS = 10;

  private static final double PART = 0.95;
  private static final double UNSERVED = 0.1;

  boolean isKept(Outcome outcome) {
    long due = outcome.operations() + outcome.unserved();
    return due > 0
        && outcome.latency().quantile(PART) <= p95.toNanos()
        && outcome.unserved() <= UNSERVED * due;
  }

  @Override
  public String toString() {
    return "p95 " + Figures.duration(p95);
  }
}
