package dev.latchtree.stress.history;

import java.util.Map;

/**
 * Checks whether a recorded history can be explained: whether each call can have happened at one
 * instant between its begin and its end, so that all answers are those of a map.
 *
 * <p><b>One key.</b> Calls about different keys are looked at apart, which proves as much. If each
 * write of a key has an LSN, their order is tried first: that takes hardly more than one pass over
 * the calls. It is believed only if it explains all answers and all times, so a wrong LSN hides
 * nothing. Without LSNs orders are searched for, which may take long and so may be given up; that
 * is a verdict of its own, and no pass.
 *
 * <p><b>LSNs.</b> If they are known they must make sense too: no two calls share one, a call that
 * began after another ended has a greater one, and the LSNs of each key explain its answers.
 *
 * <p><b>Scans</b> promise less than one instant: see {@link ScanLog}. Their order is checked as it
 * is; what they showed, and what they did not show of the keys that are known, are reads of single
 * keys, each at a moment of its own.
 *
 * <p><b>Calls about several keys</b> are checked as one, together with all calls about keys that
 * they link, as long as these are few. Else each of their keys is checked alone: that raises no
 * false alarm, but it cannot see that a reader met half of a batch, or that a read of several keys
 * put together what was never there at one time. {@link Verdict#keyByKey()} counts them.
 *
 * <p>Immutable, for any threads.
 */
public final class Linearizability {

  private static final Linearizability STANDARD = new Linearizability(20_000_000, 8, 20_000);

  private final long mostSteps;
  private final int mostLinkedKeys;
  private final int mostLinkedCalls;

  private Linearizability(long mostSteps, int mostLinkedKeys, int mostLinkedCalls) {
    this.mostSteps = mostSteps;
    this.mostLinkedKeys = mostLinkedKeys;
    this.mostLinkedCalls = mostLinkedCalls;
  }

  /** With limits that let a key take some seconds at most. */
  public static Linearizability standard() {
    return STANDARD;
  }

  /** Gives up on a key, or on keys that are linked, after so many steps of the search. */
  public Linearizability withMostSteps(long steps) {
    return new Linearizability(steps, mostLinkedKeys, mostLinkedCalls);
  }

  /** Checks calls about several keys as one up to so many linked keys and calls about them. */
  public Linearizability withMostLinked(int keys, int calls) {
    return new Linearizability(mostSteps, keys, calls);
  }

  /** Checks calls on a map that had these contents when the first one began. */
  public Verdict check(RecordedHistory history, Map<Long, Long> initial) {
    return new Check(history, initial, mostSteps, mostLinkedKeys, mostLinkedCalls).run();
  }

  /** Like {@link #check(RecordedHistory, Map)}; {@code last} is what was there after all calls. */
  public Verdict check(RecordedHistory history, Map<Long, Long> initial, Map<Long, Long> last) {
    return new Check(history, initial, mostSteps, mostLinkedKeys, mostLinkedCalls)
        .endingWith(last)
        .run();
  }

  /**
   * Checks calls up to a crash, and what it left (durable linearizability). What is there must be
   * what some of the calls lead to, none of them without those that come before it in the order
   * that explains the answers: all that were {@link ThreadLog#durable() acknowledged as durable},
   * reads included, and some of the others, pending ones too.
   *
   * <p>If LSNs are known, those of all keys together must have been cut at one place, not before
   * the last one known to be durable. Batches without LSNs are all there or not at all as far as
   * they are checked as one.
   *
   * <p>A second life is another history, which begins with what the crash left.
   */
  public Verdict checkCrash(RecordedHistory history, Map<Long, Long> initial, Survivors survivors) {
    return new Check(history, initial, mostSteps, mostLinkedKeys, mostLinkedCalls)
        .endingIn(survivors)
        .run();
  }
}
