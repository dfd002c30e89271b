package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;

/**
 * How a descent gets from a page to one whose id it found there. What it answers is true with the
 * new page held and the old one let go, or false: begin again.
 */
enum Steps {
  /**
   * No latches: the new page's version is read, then the old one's validated. So the id was the
   * page's when it was read, and whatever becomes of the page later shows in its version.
   */
  OPTIMISTIC {
    @Override
    boolean start(PageGuard to, long root) {
      return to.fixOptimistic(root);
    }

    @Override
    boolean read(PageGuard from, PageGuard to, long id) {
      boolean there = to.fixOptimistic(id, from);
      from.unfix();
      return there;
    }

    @Override
    boolean latch(PageGuard from, PageGuard to, long id) {
      boolean there = to.fixExclusive(id, from);
      from.unfix();
      return there;
    }
  },

  /**
   * One shared latch at a time: between letting go of one page and getting the next, that one may
   * have been split, merged away or given to another tree. It has to be asked (rule T4).
   */
  SHARED {
    @Override
    boolean start(PageGuard to, long root) {
      return to.fixShared(root, null);
    }

    @Override
    boolean read(PageGuard from, PageGuard to, long id) {
      from.unfix();
      return to.fixRememberedShared(id);
    }

    @Override
    boolean latch(PageGuard from, PageGuard to, long id) {
      from.unfix();
      return to.fixRememberedExclusive(id);
    }

    @Override
    boolean mustAskPage() {
      return true;
    }
  },

  /** A shared latch is kept until the next page's is had: nothing can come in between. */
  COUPLED {
    @Override
    boolean start(PageGuard to, long root) {
      return to.fixShared(root, null);
    }

    @Override
    boolean read(PageGuard from, PageGuard to, long id) {
      boolean there = to.fixShared(id, from);
      from.unfix();
      return there;
    }

    @Override
    boolean latch(PageGuard from, PageGuard to, long id) {
      boolean there = to.fixExclusive(id, from);
      from.unfix();
      return there;
    }
  };

  /** Begins at the root, which is always there. */
  abstract boolean start(PageGuard to, long root);

  /** Goes on, to read. LatchOrder.tla: Coupled. */
  abstract boolean read(PageGuard from, PageGuard to, long id);

  /** Goes on to the page that is to be changed: it is held exclusively. */
  abstract boolean latch(PageGuard from, PageGuard to, long id);

  /** Whether the new page may be another than the one that was meant. */
  boolean mustAskPage() {
    return false;
  }
}
