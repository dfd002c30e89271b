package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import java.util.Arrays;
import java.util.List;

/**
 * Gets the leaves of several keys, of one tree or more, so that all are held at the same time (rule
 * T6): located one by one with nothing held, then latched in order, from left to right. Where a
 * leaf was split since it was located, its right neighbours are latched with it.
 */
final class LeafGroup {

  private final Visit visit;
  private final List<Request> requests;
  private final int most;
  private long[] located = new long[8];
  private int locatedCount;

  /** The leaves held, in order; behind them guards that hold nothing. */
  private final PageGuard[] leaves;

  private int held;

  /**
   * A group for these requests.
   *
   * @param requests in latch order
   */
  LeafGroup(Visit visit, List<Request> requests) {
    this.visit = visit;
    this.requests = requests;
    most = visit.space.mostLeaves();
    leaves = new PageGuard[Math.min(most, requests.size()) + 1];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = visit.guard(Guards.MANY + i);
    }
  }

  /** The leaf that a request lies in. */
  PageGuard leafOf(Request request) {
    return leaves[request.leaf];
  }

  /**
   * Locates all leaves and latches them. One try; after a false the caller lets go of all.
   *
   * @throws IllegalArgumentException if they are too many
   */
  boolean latch(boolean exclusive) {
    return locate() && latchLocated(exclusive);
  }

  /**
   * Finds all leaves without latching any, and gets them to be read optimistically; after all is
   * read {@link #validate} tells whether it was true at one instant. One try.
   */
  boolean read() {
    held = 0;
    for (Request request : requests) {
      aim(request);
      if (held > 0 && isIn(request, leaves[held - 1])) {
        request.leaf = held - 1;
        continue;
      }
      if (!visit.descent.reach(0)) {
        return false;
      }
      requireFew(held + 1);
      PageGuard at = visit.descent.at();
      if (!leaves[held].fixOptimistic(at.pageId(), at)) {
        return false;
      }
      at.unfix();
      request.leaf = held;
      held++;
    }
    return true;
  }

  /** Whether nothing has changed in the leaves since {@link #read}. */
  boolean validate() {
    for (int i = 0; i < held; i++) {
      if (!leaves[i].validate()) {
        return false;
      }
    }
    return true;
  }

  private void aim(Request request) {
    if (visit.tree != request.tree) {
      visit.moveTo(request.tree);
    }
    visit.target.key(request.key, request.key.length);
  }

  private boolean isIn(Request request, PageGuard leaf) {
    return Node.treeId(leaf.page()) == request.tree.id()
        && visit.target.startsIn(leaf.page())
        && visit.target.endsIn(leaf.page());
  }

  private boolean locate() {
    locatedCount = 0;
    long last = -1;
    for (Request request : requests) {
      aim(request);
      if (!visit.descent.reach(0)) {
        return false;
      }
      PageGuard leaf = visit.descent.at();
      long id = leaf.pageId();
      if (!leaf.validate()) {
        return false;
      }
      leaf.unfix();
      if (id != last) {
        if (locatedCount == located.length) {
          located = Arrays.copyOf(located, 2 * locatedCount);
        }
        located[locatedCount++] = id;
        last = id;
      }
      request.located = locatedCount - 1;
    }
    return true;
  }

  private boolean latchLocated(boolean exclusive) {
    held = 0;
    int usedLocated = -1;
    for (Request request : requests) {
      aim(request);
      if (held == 0 || !isIn(request, leaves[held - 1])) {
        if (request.located > usedLocated) {
          usedLocated = request.located;
          if (!latchNext(located[usedLocated], exclusive)
              || !NodeFences.belongs(leaves[held - 1].page(), request.tree.id(), 0, visit.target)) {
            return false;
          }
        } else if (!latchNext(Node.rightLink(leaves[held - 1].page()), exclusive)) {
          return false;
        }
        if (!moveRight(exclusive)) {
          return false;
        }
      }
      request.leaf = held - 1;
    }
    return true;
  }

  private boolean latchNext(long id, boolean exclusive) {
    requireFew(held + 1);
    if (!fix(leaves[held], id, exclusive)) {
      return false;
    }
    held++;
    return true;
  }

  /** From the last leaf held, in which no request lies, to the one in which the next does. */
  private boolean moveRight(boolean exclusive) {
    while (!visit.target.endsIn(leaves[held - 1].page())) {
      PageGuard left = leaves[held - 1];
      PageGuard right = leaves[held];
      if (!fix(right, Node.rightLink(left.page()), exclusive)) {
        return false;
      }
      left.unfix();
      leaves[held - 1] = right;
      leaves[held] = left;
    }
    return true;
  }

  private static boolean fix(PageGuard leaf, long id, boolean exclusive) {
    return exclusive ? leaf.fixRememberedExclusive(id) : leaf.fixRememberedShared(id);
  }

  private void requireFew(int leaves) {
    if (leaves > most) {
      throw new IllegalArgumentException(
          "%d keys on more than %d pages: that is the most for one operation, a quarter of the pool's"
                  .formatted(requests.size(), most)
              + " pages less a few; take a larger pool or fewer keys");
    }
  }
}
