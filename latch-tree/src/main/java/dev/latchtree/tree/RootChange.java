package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.node.Node;

/** Growth and shrinking of the root, whose page id never changes. */
final class RootChange {

  private static final byte[] LEAST = {};

  private final Visit visit;

  RootChange(Visit visit) {
    this.visit = visit;
  }

  /**
   * One level more: what is in the root moves to a new page, its only child.
   *
   * <p>BlinkTree.tla: Grow.
   *
   * <p>Latches: entry: the root exclusive, a page reserved. Return: the same.
   */
  void grow(PageGuard root) {
    long page = root.page();
    int pageSize = visit.pageSize;
    PageGuard fresh = visit.fixFresh();
    int level = Node.level(page);
    int treeId = visit.tree.id();
    int count = Node.count(page, pageSize);
    visit.range.setAll();
    visit
        .change
        .begin(ChangeKind.GROW_ROOT)
        .createNode(
            fresh.pageId(), treeId, level, visit.range, Node.rightLink(page), page, 0, count)
        .createNode(root.pageId(), treeId, level + 1, visit.range, Node.rightLink(page), page, 0, 0)
        .insertChild(root.pageId(), 0, LEAST, 0, fresh.pageId());
    visit.change.ofNew(fresh).of(root).make();
    fresh.unfix();
  }

  /**
   * One level less: the root takes over what is in its only child, which has no neighbour (rule
   * T3).
   *
   * <p>BlinkTree.tla: Shrink.
   *
   * <p>Latches: entry: root and child exclusive. Return: the root; the child is free.
   */
  void shrink(PageGuard root, PageGuard child) {
    long page = child.page();
    visit.range.setAll();
    visit
        .change
        .begin(ChangeKind.SHRINK_ROOT)
        .createNode(
            root.pageId(),
            visit.tree.id(),
            Node.level(page),
            visit.range,
            Node.rightLink(page),
            page,
            0,
            Node.count(page, visit.pageSize))
        .free(child.pageId());
    visit.change.of(root).ofFreed(child).make();
  }
}
