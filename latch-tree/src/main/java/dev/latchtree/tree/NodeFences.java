package dev.latchtree.tree;

import dev.latchtree.node.Node;

/**
 * The one question that a page can answer by itself (rule T4): is this the page for what I look
 * for, on this level of this tree, or at least one to the left of it?
 */
final class NodeFences {

  private NodeFences() {}

  /**
   * Whether a page that was latched by a remembered id is what it was remembered for. The pool has
   * said that it is live.
   *
   * <p>BlinkTree.tla: Belongs.
   */
  static boolean belongs(long page, int treeId, int level, Target target) {
    return Node.isNode(page)
        && Node.treeId(page) == treeId
        && Node.level(page) == level
        && target.startsIn(page);
  }
}
