package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.spi.LatchProtocol;

/**
 * A latch protocol: what differs between the ways to keep threads out of each other's way. All else
 * is common to them. Stateless.
 */
abstract class Protocol {

  static Protocol of(LatchProtocol chosen) {
    return switch (chosen) {
      case COARSE_LOCK -> new CoarseLock();
      case LATCH_COUPLING -> new LatchCoupling();
      case BLINK -> new Blink();
      case OPTIMISTIC_BLINK -> new OptimisticBlink();
    };
  }

  /** How descents get from page to page. */
  abstract Steps steps();

  /** The lock of a tree as a whole. */
  TreeLock newLock() {
    return TreeLock.NONE;
  }

  /** How many new pages a write may need whose leaf has no room. */
  int pagesToDivide(Visit visit) {
    return 1;
  }

  /**
   * Gets the leaf of the visit's target exclusively, and whatever else is needed to divide it. One
   * try.
   */
  boolean latchToDivide(Visit visit) {
    return visit.descent.latchLeaf();
  }

  /**
   * The leaf held was divided, and its right neighbour is held too. Here: the separator is posted
   * afterwards, when nothing is held.
   */
  void postDivided(Visit visit, PageGuard leaf) {
    visit.repairs.notePost(leaf.page(), 0);
  }
}
