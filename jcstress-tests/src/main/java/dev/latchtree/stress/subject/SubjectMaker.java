package dev.latchtree.stress.subject;

import dev.latchtree.spi.WaitStrategy;

/**
 * Makes subjects of one kind. A class that implements it and has a public constructor without
 * parameters can be given to the suites by its name.
 */
public interface SubjectMaker {

  /** What reports call it, without spaces. */
  String name();

  /**
   * A new, empty map.
   *
   * @param waits how its threads are to wait for each other; an explorer of interleavings must be
   *     told. Who cannot obey says so by {@link #isOneStep}
   * @param pages it should hold no more than so many pages of 4 KiB in memory, if it has pages
   */
  Subject make(WaitStrategy waits, int pages);

  /**
   * Whether each call is one step for all others, because it holds a lock that an explorer knows
   * nothing of.
   */
  default boolean isOneStep() {
    return false;
  }

  /** Whether its threads may find a page whose separator is not posted yet. */
  default boolean postsLater() {
    return false;
  }
}
