package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.Arrays;

/**
 * The way of one operation down a tree, and to the right where a page was split and its separator
 * is not posted yet. How it goes from page to page is the protocol's ({@link Steps}).
 *
 * <p>{@link #reach} and {@link #latch} are one try each. After a true, {@link #at} holds the page;
 * an optimistic one is still to be validated. After a false the caller lets go of everything and
 * begins again.
 *
 * <p>The inner pages on the way are remembered by their level. A remembered page is never trusted:
 * it is latched, then asked (rule T4).
 */
final class Descent {

  /** More than a tree of 2^48 pages can have: each has at least two children where it matters. */
  private static final int MOST_LEVELS = 64;

  private final Operation operation;
  private final int pageSize;
  private final Target target;
  private final RepairList repairs;
  private final long[] path = new long[MOST_LEVELS];

  /** One more than the highest level of which a page is remembered. */
  private int remembered;

  private PageGuard at;
  private PageGuard next;
  private Tree tree;
  private int level;
  private int height = 1;
  private int rightMoves;
  private boolean onlyTries;

  /** Keeps the reads of {@link Node#touch} from being left out. */
  @SuppressWarnings("unused")
  private int touched;

  Descent(Operation operation, int pageSize, Target target, RepairList repairs, Tree tree) {
    this.operation = operation;
    this.pageSize = pageSize;
    this.target = target;
    this.repairs = repairs;
    this.tree = tree;
    at = operation.guard(Guards.WALK);
    next = operation.guard(Guards.WALK + 1);
  }

  /** Begins to walk in a tree; nothing is remembered of it. */
  void enter(Tree entered) {
    tree = entered;
    onlyTries = false;
    rightMoves = 0;
    Arrays.fill(path, 0, remembered, NodeLayout.NO_PAGE);
    remembered = 0;
  }

  /** The page reached. */
  PageGuard at() {
    return at;
  }

  /** Its level; below the one that was wanted if the tree is not that high. */
  int level() {
    return level;
  }

  /** Levels of the tree when its root was last seen. */
  int height() {
    return height;
  }

  /** Takes a leaf that was latched in another way, and its parent, as the pages reached. */
  void arriveAt(PageGuard leaf, PageGuard itsParent) {
    at = leaf;
    next = itsParent;
    level = 0;
  }

  /** The parent that {@link #arriveAt} was told. */
  PageGuard parent() {
    return next;
  }

  /** Takes the new right neighbour of the page reached, which is held too, as the one reached. */
  void goOnAt(PageGuard page) {
    at = page;
  }

  boolean onlyTries() {
    return onlyTries;
  }

  /** From now on no latch is waited for: a reader that repairs what it met (rule T3). */
  void onlyTry() {
    onlyTries = true;
  }

  /** Steps to the right since the tree was entered. */
  int rightMoves() {
    return rightMoves;
  }

  // ---------------------------------------------------------------- reading

  /** Goes from the root to the page of {@code goal} that the target lies in, to read it. */
  boolean reach(int goal) {
    return descend(goal, false);
  }

  // ---------------------------------------------------------------- latching

  /**
   * Gets the page of {@code goal} that the target lies in exclusively: from the page remembered for
   * that level if it is still one, else from the root.
   *
   * <p>BlinkTree.tla: After, Latch.
   */
  boolean latch(int goal) {
    at = operation.guard(Guards.WALK);
    next = operation.guard(Guards.WALK + 1);
    long known = path[goal];
    if (known != NodeLayout.NO_PAGE) {
      level = goal;
      if (onlyTries ? at.tryFixExclusive(known) : at.fixRememberedExclusive(known)) {
        if (NodeFences.belongs(at.page(), tree.id(), goal, target)) {
          return moveRightTo(steps(), true);
        }
        at.unfix();
      }
      path[goal] = NodeLayout.NO_PAGE;
    }
    return descend(goal, true);
  }

  /** Gets the leaf that the target lies in exclusively. */
  boolean latchLeaf() {
    return descend(0, true);
  }

  // ---------------------------------------------------------------- inside

  private Steps steps() {
    return operation.shouldDescendShared() ? Steps.COUPLED : tree.protocol().steps();
  }

  private boolean descend(int goal, boolean exclusive) {
    Steps steps = steps();
    at = operation.guard(Guards.WALK);
    next = operation.guard(Guards.WALK + 1);
    if (!start(steps, goal, exclusive)) {
      return false;
    }
    while (level > goal) {
      if (!moveRightTo(steps, false)) {
        return false;
      }
      long child = Node.child(at.page(), pageSize, target.childIndex(at.page()));
      remember();
      level--;
      if (!step(steps, child, exclusive && level == goal)) {
        return false;
      }
      if (level == 0) {
        touched = Node.touch(at.page(), pageSize);
      }
    }
    return level < goal || moveRightTo(steps, exclusive);
  }

  private void remember() {
    path[level] = at.pageId();
    remembered = Math.max(remembered, level + 1);
  }

  /** Takes the root; a page that is to be changed and is the root itself is latched at once. */
  private boolean start(Steps steps, int goal, boolean exclusive) {
    if (!steps.start(at, tree.rootId())) {
      return false;
    }
    level = Node.level(at.page());
    height = level + 1;
    if (level > goal || (level == goal && !exclusive)) {
      return level < MOST_LEVELS;
    }
    // Nothing below comes to a validation of what was read here.
    if (!at.validate()) {
      return false;
    }
    if (level < goal) {
      return true;
    }
    at.unfix();
    boolean there =
        onlyTries ? at.tryFixExclusive(tree.rootId()) : at.fixExclusive(tree.rootId(), null);
    return there && Node.level(at.page()) == goal;
  }

  /** Moves right until the target lies in the page's range; {@code exclusive}, with two latches. */
  private boolean moveRightTo(Steps steps, boolean exclusive) {
    while (!target.endsIn(at.page())) {
      long right = Node.rightLink(at.page());
      if (right == NodeLayout.NO_PAGE) {
        return false;
      }
      boolean noted = repairs.notePost(at.page(), level);
      rightMoves++;
      if (!(exclusive ? stepRight(right) : step(steps, right, false))) {
        if (noted) {
          repairs.dropLast(); // what was read may have been torn
        }
        return false;
      }
    }
    return true;
  }

  private boolean stepRight(long right) {
    boolean there = onlyTries ? next.tryFixExclusive(right) : next.fixExclusive(right, at);
    at.unfix();
    swap();
    return there;
  }

  /** Down or right; the page left is let go of. BlinkTree.tla: Read. */
  private boolean step(Steps steps, long id, boolean exclusive) {
    boolean there;
    if (!exclusive) {
      there = steps.read(at, next, id);
    } else if (onlyTries) {
      there = next.tryFixExclusive(id) && at.validate();
      at.unfix();
    } else {
      there = steps.latch(at, next, id);
    }
    swap();
    return there
        && (!steps.mustAskPage() || NodeFences.belongs(at.page(), tree.id(), level, target));
  }

  private void swap() {
    PageGuard left = at;
    at = next;
    next = left;
  }
}
