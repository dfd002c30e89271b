package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.node.MergeFit;
import dev.latchtree.node.Node;
import java.util.Arrays;

/**
 * Merges a page that has become too empty with a neighbour (rule T3): the left one of two takes
 * over all of the right one, which is free then. Both are posted children of one parent, which is
 * held with them; with an only child nothing can be merged, so its parent comes first.
 */
final class PageMerge {

  /** A page is too empty if less than this part of it is in use. */
  private static final double UNDERFULL = 0.25;

  /** What is merged leaves at least this part free, or the next insert would divide it again. */
  private static final double SPARE = 0.125;

  private final Visit visit;
  private final MergeFit fit;

  PageMerge(Visit visit) {
    this.visit = visit;
    fit = new MergeFit(visit.pageSize);
  }

  static boolean isUnderfull(long page, int pageSize) {
    return Node.count(page, pageSize) == 0
        || (!Node.isLeaf(page) && Node.count(page, pageSize) == 1)
        || Node.fill(page, pageSize) < UNDERFULL;
  }

  /**
   * Tries to merge the page of {@code level} that the visit's target lies in.
   *
   * <p>BlinkTree.tla: MergeAtParent.
   *
   * <p>Latches: entry: none. Return: any; the caller lets go.
   *
   * <p>LatchOrder.tla: Merge.
   */
  Attempt tryMerge(int level) {
    Descent descent = visit.descent;
    if (!descent.latch(level + 1)) {
      return Attempt.AGAIN;
    }
    if (descent.level() <= level) {
      return Attempt.DONE; // the root has no neighbour
    }
    PageGuard parent = descent.at();
    if (Node.count(parent.page(), visit.pageSize) == 1) {
      return parent.pageId() == visit.tree.rootId() ? tryShrink(parent) : parentFirst(parent);
    }
    int index = visit.target.childIndex(parent.page());
    if (index > 0) {
      Attempt ended = tryPair(parent, index - 1, level);
      if (ended != Attempt.NO_ROOM) {
        return ended;
      }
    }
    if (index + 1 < Node.count(parent.page(), visit.pageSize)) {
      Attempt ended = tryPair(parent, index, level);
      return ended == Attempt.NO_ROOM ? Attempt.DONE : ended;
    }
    return Attempt.DONE;
  }

  /**
   * Merges child {@code index} with the next one, if they have room on one page. BlinkTree.tla:
   * MergeLeft.
   */
  private Attempt tryPair(PageGuard parent, int index, int level) {
    PageGuard left = visit.guard(Guards.CHILD);
    PageGuard right = visit.guard(Guards.RIGHT);
    if (!visit.latchChild(left, parent, index) || !visit.latchChild(right, parent, index + 1)) {
      return Attempt.AGAIN;
    }
    if (Node.rightLink(left.page()) != right.pageId()) {
      // Between them lies a page that is not posted.
      return visit.repairs.notePost(left.page(), level) ? Attempt.DONE_LATER : later(level);
    }
    if (!isUnderfull(left.page(), visit.pageSize) && !isUnderfull(right.page(), visit.pageSize)) {
      return Attempt.DONE;
    }
    if (!isFitting(left.page(), right.page())) {
      left.unfix();
      right.unfix();
      return Attempt.NO_ROOM;
    }
    merge(parent, index, left, right, level);
    return Attempt.DONE;
  }

  /** Leaves the merge to others: there is no room on the list for what has to be done before. */
  private Attempt later(int level) {
    byte[] key = Arrays.copyOf(visit.target.key(), visit.target.length());
    visit.space.leave(visit.tree, level, key);
    return Attempt.DONE;
  }

  private boolean isFitting(long left, long right) {
    boolean empty = Node.count(left, visit.pageSize) == 0 || Node.count(right, visit.pageSize) == 0;
    double most = empty ? 1 : 1 - SPARE;
    return fit.size(left, right) <= most * visit.pageSize;
  }

  /** BlinkTree.tla: MergeRight. */
  private void merge(PageGuard parent, int index, PageGuard left, PageGuard right, int level) {
    TreeMergeEvent event = new TreeMergeEvent();
    event.begin();
    long rightId = right.pageId();
    boolean onlyChild =
        level > 0
            && (Node.count(left.page(), visit.pageSize) == 1
                || Node.count(right.page(), visit.pageSize) == 1);
    int boundary = Node.copyLow(right.page(), visit.pageSize, visit.separator);
    visit.range.setFrom(right.page());
    visit
        .change
        .begin(ChangeKind.MERGE)
        .removeCell(parent.pageId(), index + 1)
        .absorb(left.pageId(), right.page(), visit.range)
        .free(rightId);
    visit.change.of(parent).of(left).ofFreed(right).make();
    visit.tree.counters().merged();
    if (onlyChild) {
      // It could not be merged while it had no sibling.
      visit.noteMerge(level - 1, visit.separator, boundary);
    }
    noteIfUnderfull(parent);
    noteIfUnderfull(left);
    if (event.shouldCommit()) {
      event.tree = visit.tree.id();
      event.level = level;
      event.page = left.pageId();
      event.freedPage = rightId;
      event.commit();
    }
  }

  /** Puts a page on the list that is held and too empty. */
  void noteIfUnderfull(PageGuard page) {
    boolean root = page.pageId() == visit.tree.rootId();
    int level = Node.level(page.page());
    if (root && level > 0 && Node.count(page.page(), visit.pageSize) == 1) {
      visit.noteMerge(level - 1, visit.separator, 0);
    } else if (!root && isUnderfull(page.page(), visit.pageSize)) {
      int length = Node.copyLow(page.page(), visit.pageSize, visit.separator);
      visit.noteMerge(level, visit.separator, length);
    }
  }

  private Attempt parentFirst(PageGuard parent) {
    int length = Node.copyLow(parent.page(), visit.pageSize, visit.separator);
    visit.noteMerge(Node.level(parent.page()), visit.separator, length);
    return Attempt.DONE;
  }

  /** BlinkTree.tla: Shrink. */
  private Attempt tryShrink(PageGuard root) {
    PageGuard child = visit.guard(Guards.CHILD);
    if (!visit.latchChild(child, root, 0)) {
      return Attempt.AGAIN;
    }
    if (!Node.isRightmost(child.page())) {
      boolean noted = visit.repairs.notePost(child.page(), Node.level(child.page()));
      return noted ? Attempt.DONE_LATER : later(Node.level(child.page()));
    }
    visit.rootChange.shrink(root, child);
    noteIfUnderfull(root);
    return Attempt.DONE;
  }
}
