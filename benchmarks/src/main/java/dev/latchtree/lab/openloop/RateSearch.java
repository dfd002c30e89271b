package dev.latchtree.lab.openloop;

/**
 * Looks for the highest rate that passes. It is doubled until one fails; from the last that passed
 * it then goes up in steps of an eighth of that one, or of the least step if that is more, until
 * one fails again or the first failure is reached. A search so ends after some twenty rates,
 * however high it goes, and the last passing one is known to an eighth.
 */
final class RateSearch {

  private static final double PART = 8;

  private final double leastStep;
  private final double most;
  private double rate;
  private double passed;
  private double failed = Double.POSITIVE_INFINITY;
  private double step;
  private boolean over;

  /**
   * Begins at {@code start}.
   *
   * @param most no higher rate is tried
   */
  RateSearch(double start, double leastStep, double most) {
    this.leastStep = leastStep;
    this.most = most;
    rate = Math.min(start, most);
  }

  /** Whether there is nothing left to try. */
  boolean isOver() {
    return over;
  }

  /** The rate to try now. */
  double rate() {
    return rate;
  }

  /** Says how that went. */
  void tell(boolean hasPassed) {
    if (hasPassed) {
      passed = rate;
      rate = step == 0 ? Math.min(2 * rate, most) : rate + step;
      over = passed == most || rate >= failed;
    } else {
      failed = rate;
      over = step > 0 || passed == 0;
      step = Math.max(leastStep, passed / PART);
      rate = passed + step;
      over |= rate >= failed;
    }
  }

  /** The highest that has passed; 0 if none has. */
  double passed() {
    return passed;
  }

  /** The lowest that has failed; infinite if none has. */
  double failed() {
    return failed;
  }
}
