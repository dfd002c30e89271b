package dev.latchtree.stress.zoo;

/**
 * What became of a bug.
 *
 * @param kind of it
 * @param seconds that the suite took with the bug
 * @param baselineSeconds that it took without; 0 if it was not run
 * @param detail the first line of the failure, or why there is none
 */
public record Verdict(Bug bug, Kind kind, double seconds, double baselineSeconds, String detail) {

  /** Whether a bug was caught. */
  public enum Kind {
    /** Its suite failed, or hung as it was said to; without the bug it passes. */
    CAUGHT,

    /** Its suite noticed nothing. */
    ESCAPED,

    /** It was not tried: the patch does not fit, the suite cannot run or is not sound itself. */
    UNTRIED
  }
}
