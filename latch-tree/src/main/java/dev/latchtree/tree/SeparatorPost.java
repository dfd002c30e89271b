package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.node.Node;

/**
 * Makes the parent know a page that a split has made (rule T2). Which page that is, is never
 * remembered: it is the right neighbour that the child left of the separator has now.
 */
final class SeparatorPost {

  private final Visit visit;

  SeparatorPost(Visit visit) {
    this.visit = visit;
  }

  /**
   * Tries to post the separator that the visit's target is, between two pages of {@code level}.
   *
   * <p>BlinkTree.tla: PostAtParent, PostChild.
   *
   * <p>Latches: entry: none. Return: any; the caller lets go.
   *
   * <p>LatchOrder.tla: Post.
   */
  Attempt tryPost(int level) {
    Descent descent = visit.descent;
    if (!descent.latch(level + 1)) {
      return Attempt.AGAIN;
    }
    if (descent.level() <= level) {
      return Attempt.DONE; // the tree has shrunk: there is no such parent
    }
    PageGuard parent = descent.at();
    if (Node.find(parent.page(), visit.pageSize, visit.target.key(), visit.target.length()) >= 0) {
      return Attempt.DONE;
    }
    PageGuard left = visit.guard(Guards.CHILD);
    if (!latchLeft(left, parent)) {
      return Attempt.AGAIN;
    }
    if (Node.isRightmost(left.page()) || compareHigh(left) > 0) {
      return Attempt.DONE; // merged since
    }
    if (compareHigh(left) < 0) {
      boolean noted = visit.repairs.notePost(left.page(), level); // that one first
      return noted ? Attempt.DONE_LATER : Attempt.DONE;
    }
    if (!hasRoom(parent)) {
      left.unfix();
      return makeRoom(parent);
    }
    insert(parent, left);
    return Attempt.DONE;
  }

  private boolean latchLeft(PageGuard left, PageGuard parent) {
    long id = visit.childOf(parent);
    return visit.descent.onlyTries() ? left.tryFixShared(id) : left.fixShared(id, parent);
  }

  private int compareHigh(PageGuard page) {
    return Node.compareHigh(page.page(), visit.pageSize, visit.target.key(), visit.target.length());
  }

  private boolean hasRoom(PageGuard parent) {
    return Node.hasRoom(parent.page(), visit.pageSize, visit.target.length(), Long.BYTES);
  }

  /**
   * Divides a full parent, or lets the root grow; then the post is tried again. BlinkTree.tla:
   * PostAtParent.
   */
  private Attempt makeRoom(PageGuard parent) {
    if (!visit.hasReserved(1)) {
      return Attempt.RESERVE;
    }
    if (parent.pageId() == visit.tree.rootId()) {
      visit.rootChange.grow(parent);
    } else {
      visit.pageSplit.splitForSeparator(parent);
      visit.repairs.notePost(parent.page(), Node.level(parent.page()));
    }
    return Attempt.DONE_LATER;
  }

  /**
   * Posts the separator between {@code left} and its right neighbour.
   *
   * <p>BlinkTree.tla: PostChild.
   *
   * <p>Latches: entry: parent exclusive, with room; left at least shared, and its range ends in the
   * parent's. Return: the same.
   */
  void insert(PageGuard parent, PageGuard left) {
    byte[] key = visit.separator;
    int length = Node.copyHigh(left.page(), visit.pageSize, key);
    int index = -Node.find(parent.page(), visit.pageSize, key, length) - 1;
    visit
        .change
        .begin(ChangeKind.POST)
        .insertChild(parent.pageId(), index, key, length, Node.rightLink(left.page()));
    visit.change.of(parent).make();
    visit.tree.counters().posted();
  }
}
