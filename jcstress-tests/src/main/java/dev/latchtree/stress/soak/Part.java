package dev.latchtree.stress.soak;

import dev.latchtree.stress.subject.SubjectMaker;

/** One kind of test that a soak goes through again and again. */
interface Part {

  /** What the command line calls it. */
  String name();

  /** Whether subjects of this kind can take part. */
  default boolean suits(SubjectMaker maker) {
    return true;
  }

  /**
   * Tests for a second or a few.
   *
   * @param seed of everything that is left to chance
   * @throws AssertionError if something is wrong
   */
  void run(SubjectMaker maker, int threads, long seed, Totals totals) throws InterruptedException;
}
