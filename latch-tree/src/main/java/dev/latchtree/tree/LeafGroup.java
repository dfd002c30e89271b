package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gets the leaves of several keys, of one tree or more, so that all are held at the same time (rule
 * T6): located one by one with nothing held, then latched in order, from left to right. Where a
 * leaf was split since it was located, its right neighbours are latched after it.
 *
 * <p><b>No wait to the left (rule T1).</b> A page's low fence stays the same as long as it is a
 * page. So a leaf that was located lies to the right of the last one held if its low fence, noted
 * then, is not below that one's end; if it is below, the right neighbour of the last one held is
 * taken instead. But a leaf may have been merged away since, and its id be another page's,
 * anywhere: so under latches a located leaf is only tried for, unless the caller keeps all merges
 * away ({@link MergeGate}) since before it was located. A dropped tree gives no pages away while
 * this operation lasts.
 */
final class LeafGroup {

  private final Visit visit;
  private final List<Request> requests;
  private final int most;
  private final List<Located> located = new ArrayList<>();

  /** A leaf as it was seen with nothing held. */
  @SuppressWarnings("ArrayRecordComponent") // nobody asks whether two are equal
  private record Located(long id, byte[] low) {}

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
   * @param mayWait whether nobody merges pages until all is let go of
   * @throws IllegalArgumentException if they are too many
   */
  boolean latch(boolean exclusive, boolean mayWait) {
    return locate() && latchLocated(exclusive, mayWait);
  }

  /** How many leaves were {@link #locate located}. */
  int located() {
    return located.size();
  }

  /** How many leaves are held. */
  int held() {
    return held;
  }

  /** The newest record in any of the leaves held. */
  long newestLsn() {
    long newest = 0;
    for (int i = 0; i < held; i++) {
      newest = Math.max(newest, leaves[i].pageLsn());
    }
    return newest;
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
      if (held == most && !validate()) {
        return false; // they may seem too many because one was torn
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

  /** Finds all leaves; nothing is held afterwards. One try. */
  boolean locate() {
    located.clear();
    byte[] fence = visit.separator;
    for (Request request : requests) {
      aim(request);
      if (!visit.descent.reach(0)) {
        return false;
      }
      PageGuard leaf = visit.descent.at();
      long id = leaf.pageId();
      int length = Node.copyLow(leaf.page(), visit.pageSize, fence);
      if (!leaf.validate()) {
        return false;
      }
      leaf.unfix();
      if (located.isEmpty() || located.get(located.size() - 1).id != id) {
        located.add(new Located(id, Arrays.copyOf(fence, length)));
      }
      request.located = located.size() - 1;
    }
    return true;
  }

  /** Latches the leaves that were located, and others that came between them. One try. */
  boolean latchLocated(boolean exclusive, boolean mayWait) {
    held = 0;
    Tree last = null;
    for (Request request : requests) {
      aim(request);
      if (held == 0 || !isIn(request, leaves[held - 1])) {
        boolean nextToLast = last == request.tree && !isBehindLast(located.get(request.located));
        boolean there =
            nextToLast
                ? latchRight(exclusive)
                : latchLocated(request, exclusive, mayWait || held == 0);
        if (!there || !moveRight(exclusive)) {
          return false;
        }
      }
      last = request.tree;
      request.leaf = held - 1;
    }
    return true;
  }

  private boolean isBehindLast(Located leaf) {
    long page = leaves[held - 1].page();
    return !Node.isRightmost(page)
        && Node.compareHigh(page, visit.pageSize, leaf.low, leaf.low.length) <= 0;
  }

  /** Latches the leaf that a request was located in, if it is still one. LatchOrder.tla: Group. */
  private boolean latchLocated(Request request, boolean exclusive, boolean mayWait) {
    requireFew(held + 1);
    PageGuard leaf = leaves[held];
    long id = located.get(request.located).id;
    boolean there = mayWait ? fix(leaf, id, exclusive) : tryFix(leaf, id, exclusive);
    held += there ? 1 : 0;
    return there
        && NodeFences.belongs(leaf.page(), request.tree.id(), 0, visit.target)
        && (held == 1 || isBehind(leaves[held - 2], leaf));
  }

  /** Whether a leaf lies behind another one, also by what it is now. */
  private boolean isBehind(PageGuard left, PageGuard leaf) {
    if (Node.treeId(left.page()) != Node.treeId(leaf.page())) {
      return true;
    }
    byte[] low = visit.separator;
    int length = Node.copyLow(leaf.page(), visit.pageSize, low);
    return !Node.isRightmost(left.page())
        && Node.compareHigh(left.page(), visit.pageSize, low, length) <= 0;
  }

  /** Latches the right neighbour of the last leaf held. */
  private boolean latchRight(boolean exclusive) {
    requireFew(held + 1);
    boolean there = fix(leaves[held], Node.rightLink(leaves[held - 1].page()), exclusive);
    held += there ? 1 : 0;
    return there;
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

  private static boolean tryFix(PageGuard leaf, long id, boolean exclusive) {
    return exclusive ? leaf.tryFixExclusive(id) : leaf.tryFixShared(id);
  }

  private void requireFew(int leaves) {
    if (leaves > most) {
      throw new IllegalArgumentException(
          "%d keys on more than %d pages: that is the most for one operation (guards of the pool: %d, images in a log record: %d); take a larger pool or log ring, or fewer keys"
              .formatted(
                  requests.size(),
                  most,
                  visit.space.pool().options().guards(),
                  visit.space.journal().mostImages()));
    }
  }
}
