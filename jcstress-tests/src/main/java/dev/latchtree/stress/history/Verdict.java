package dev.latchtree.stress.history;

import java.util.List;

/**
 * What a check came to.
 *
 * @param outcome the verdict
 * @param calls so many were looked at
 * @param keys so many keys were they about
 * @param gaveUp groups of keys for which the search took more steps than it may. They are no pass:
 *     with any of them the outcome is never {@link Outcome#LINEARIZABLE}.
 * @param keyByKey calls about several keys that were checked for each of their keys alone, because
 *     too much hangs together; see {@link Linearizability}
 * @param message a summary, with the minimal history after a violation
 * @param history after a violation, the calls that cannot be explained: none of them can be left
 *     out. One line each, in the order of their begins.
 */
public record Verdict(
    Outcome outcome,
    long calls,
    int keys,
    int gaveUp,
    int keyByKey,
    String message,
    List<String> history) {

  /** A verdict in a word. */
  public enum Outcome {
    /** All answers are explained. */
    LINEARIZABLE,
    /** Some answers cannot be explained. */
    VIOLATION,
    /** No violation was found, and nothing was proved for some keys. */
    GAVE_UP
  }

  public boolean isLinearizable() {
    return outcome == Outcome.LINEARIZABLE;
  }

  /** Throws unless all answers are explained. */
  public void requireLinearizable() {
    if (!isLinearizable()) {
      throw new AssertionError(message);
    }
  }

  /** Throws if some answers cannot be explained; {@link #gaveUp()} is for the caller to count. */
  public void requireNoViolation() {
    if (outcome == Outcome.VIOLATION) {
      throw new AssertionError(message);
    }
  }

  @Override
  public String toString() {
    return message;
  }
}
