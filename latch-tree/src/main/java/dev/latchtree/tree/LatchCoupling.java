package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;

/**
 * Classic crabbing. Readers, and writers that find room, go down with shared latches, each kept
 * until the next is had. A writer whose leaf has no room goes down again with exclusive ones: on
 * its way it divides every inner page that could not take one more separator, so that all pages
 * above the one it holds are safe and need not be held. A separator is posted before anybody can
 * see that it is missing.
 */
final class LatchCoupling extends Protocol {

  @Override
  Steps steps() {
    return Steps.COUPLED;
  }

  @Override
  int pagesToDivide(Visit visit) {
    return visit.descent.height() + 1; // one on each level, and one for a new level
  }

  /** Holds the leaf and its parent, which has room for a separator. */
  @Override
  boolean latchToDivide(Visit visit) {
    PageGuard at = visit.guard(Guards.COUPLE);
    PageGuard below = visit.guard(Guards.COUPLE + 1);
    if (!at.fixExclusive(visit.tree.rootId(), null) || !isRootSafe(visit, at)) {
      return false;
    }
    int level = Node.level(at.page());
    while (level > 0) {
      if (!below.fixExclusive(visit.childOf(at), at)) {
        return false;
      }
      if (!makeSafe(visit, at, below, level - 1)) {
        return false;
      }
      if (level > 1) {
        at.unfix();
      }
      PageGuard parent = at;
      at = below;
      below = parent;
      level--;
    }
    visit.descent.arriveAt(at, below);
    return true;
  }

  private static boolean isRootSafe(Visit visit, PageGuard root) {
    if (Node.isLeaf(root.page()) || visit.hasRoomForSeparator(root)) {
      return true;
    }
    if (visit.hasReserved(1)) {
      visit.rootChange.grow(root);
    }
    return false;
  }

  /**
   * Whether an inner page can take one more separator and its own is posted. If not, that is done;
   * then the way down begins again, because what is below may lie in another page now.
   */
  private static boolean makeSafe(Visit visit, PageGuard parent, PageGuard page, int level) {
    if (!visit.target.endsIn(page.page())) {
      visit.separatorPost.insert(parent, page); // left by somebody who could not finish
      return false;
    }
    if (level == 0 || visit.hasRoomForSeparator(page)) {
      return true;
    }
    if (visit.hasReserved(1)) {
      visit.pageSplit.splitForSeparator(page);
      visit.separatorPost.insert(parent, page);
    }
    return false;
  }

  @Override
  void postDivided(Visit visit, PageGuard leaf) {
    visit.separatorPost.insert(visit.descent.parent(), leaf);
  }
}
