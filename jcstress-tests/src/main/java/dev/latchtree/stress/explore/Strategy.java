package dev.latchtree.stress.explore;

/**
 * Who goes next: the decisions of one interleaving. An object is good for one {@link Explorer}.
 *
 * <p>A strategy may look at nothing but its own seed or list and the turns it is asked about: so
 * its name says all there is to know about it, and {@link Strategies#named} takes the same way
 * again.
 */
public interface Strategy {

  /** Instead of a thread: now the power fails, and then it is asked again. */
  int CUT = -2;

  /** One of those who are able, or {@link #CUT}. */
  int next(Turn turn);

  /** What it is called, without spaces; complete once the exploration has ended. */
  String name();

  /** From which a scenario draws what the strategy does not decide. */
  long seed();
}
