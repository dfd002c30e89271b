package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.SplitPoint;
import dev.latchtree.spi.SplitPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Divides a page: its upper cells go to a new right neighbour, which is made and linked in one
 * change. The separator is another change's business; until then the new page is reached by the
 * right link.
 */
final class PageSplit {

  private final Visit visit;
  private final SplitPoint point;
  private final SplitPolicy policy;

  PageSplit(Visit visit, SplitPolicy policy) {
    this.visit = visit;
    this.policy = policy;
    point = new SplitPoint(visit.pageSize);
  }

  /** Divides a leaf so that a new cell, to be number {@code index}, has room on one side. */
  PageGuard splitForCell(PageGuard leaf, int index, byte[] key, int keyLength, int valueLength) {
    point.choose(leaf.page(), index, key, keyLength, valueLength, policy);
    return split(leaf, point.firstRight(), point.separator(), point.separatorLength());
  }

  /** Divides a leaf so that a cell's value can become so long. */
  PageGuard splitForValue(PageGuard leaf, int index, int valueLength) {
    point.chooseForValue(leaf.page(), index, valueLength, policy);
    return split(leaf, point.firstRight(), point.separator(), point.separatorLength());
  }

  /**
   * Divides a leaf between two keys, of which none need be there; null, and nothing is changed, if
   * its cells have no room beside the new fences.
   */
  @Nullable PageGuard splitBetween(PageGuard leaf, byte[] leftKey, byte[] rightKey) {
    int found = Node.find(leaf.page(), visit.pageSize, rightKey, rightKey.length);
    int index = found >= 0 ? found : -found - 1;
    return point.chooseBetween(leaf.page(), index, leftKey, rightKey)
        ? split(leaf, point.firstRight(), point.separator(), point.separatorLength())
        : null;
  }

  /** Divides an inner page so that both sides have room for the separator that the target is. */
  PageGuard splitForSeparator(PageGuard page) {
    byte[] key = visit.target.key();
    int length = Math.min(visit.target.length(), NodeLayout.maxKeyLength(visit.pageSize));
    int index = -Node.find(page.page(), visit.pageSize, key, length) - 1;
    point.choose(page.page(), index < 0 ? -index - 1 : index, key, length, Long.BYTES, policy);
    return split(page, point.firstRight(), point.separator(), point.separatorLength());
  }

  /**
   * Divides a page before its cell {@code firstRight}.
   *
   * <p>BlinkTree.tla: Insert, where a leaf is full; PostAtParent, where a parent is.
   *
   * <p>Latches: entry: the page exclusive, a page reserved. Return: both exclusive.
   *
   * @return the new right neighbour
   */
  PageGuard split(PageGuard left, int firstRight, byte[] separator, int separatorLength) {
    long page = left.page();
    PageGuard right = visit.fixFresh();
    TreeSplitEvent event = new TreeSplitEvent();
    event.begin();
    visit.range.setAll().setHighFrom(page).setLow(separator, separatorLength);
    visit
        .change
        .begin(ChangeKind.SPLIT)
        .createNode(
            right.pageId(),
            visit.tree.id(),
            Node.level(page),
            visit.range,
            Node.rightLink(page),
            page,
            firstRight,
            Node.count(page, visit.pageSize))
        .cut(left.pageId(), firstRight, separator, separatorLength, right.pageId());
    visit.change.ofNew(right).of(left).make();
    visit.tree.counters().split();
    if (event.shouldCommit()) {
      event.tree = visit.tree.id();
      event.level = Node.level(page);
      event.page = left.pageId();
      event.rightPage = right.pageId();
      event.commit();
    }
    return right;
  }
}
