package dev.latchtree.stress.history;

/**
 * Calls that shall be put into an order. They are numbered by the time at which they began; the
 * situations that they lead to have numbers too.
 */
interface Problem {

  int size();

  long begun(int call);

  /** {@link KeyCall#NEVER} for one that need not have happened. */
  long ended(int call);

  /** Whether it changes nothing in any situation. */
  boolean onlyLooks(int call);

  /** The situation after {@code call}, or -1 if its answer would be wrong in this situation. */
  int apply(int call, int situation);

  /**
   * Whether it comes before each call that {@link #comesAfterDurable}, which has begun after it.
   */
  default boolean isDurable(int call) {
    return false;
  }

  /** Whether it comes after all calls that are {@link #isDurable}, returned or not. */
  default boolean comesAfterDurable(int call) {
    return false;
  }
}
