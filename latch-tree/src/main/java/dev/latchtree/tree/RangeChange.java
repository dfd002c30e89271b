package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts or removes the entries of a range, leaf by leaf. What happens to one leaf is atomic. */
final class RangeChange {

  private final Tree tree;
  private final int pageSize;
  private final byte @Nullable [] end;
  private final ChainReference chain = new ChainReference();
  private final List<ChainReference> removed = new ArrayList<>();
  private byte[] next;
  private boolean finished;
  private byte[] fence;
  private int fenceLength;

  /** The keys from {@code low}, included, to {@code high}, not included, or to the last. */
  RangeChange(Tree tree, byte[] low, byte @Nullable [] high) {
    this.tree = tree;
    pageSize = tree.space().pool().pageSize();
    next = low;
    end = high;
    finished = high != null && Arrays.compareUnsigned(low, high) >= 0;
    fence = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /** How many there are; on each leaf, at some moment. */
  long count() {
    long count = 0;
    while (!finished) {
      try (Visit visit = tree.visit(false)) {
        count += countLeaf(visit);
        visit.tryToRepair();
      }
    }
    return count;
  }

  private int countLeaf(Visit visit) {
    while (true) {
      visit.target.key(next, next.length);
      if (visit.descent.reach(0)) {
        PageGuard leaf = visit.descent.at();
        int from = visit.target.cellsBefore(leaf.page());
        int to = noteEnd(visit, leaf.page());
        if (visit.showsIfValid(leaf)) {
          goOn();
          return Math.max(0, to - from);
        }
      }
      visit.restart();
    }
  }

  /** Removes them; answers how many. */
  long remove() {
    long count = 0;
    long newest = -1;
    while (!finished) {
      try (Visit visit = tree.visit(true)) {
        count += removeFromLeaf(visit);
        newest = Math.max(newest, visit.leaveCommit());
        visit.unfixAll();
        removed.forEach(visit.chains::free);
        removed.clear();
        visit.repair();
      }
    }
    if (newest >= 0) {
      tree.space().journal().commit(newest);
    }
    return count;
  }

  private int removeFromLeaf(Visit visit) {
    visit.target.key(next, next.length);
    visit.admitShapes(1); // more than all cells of a leaf take
    while (!visit.descent.latchLeaf()) {
      visit.restart();
    }
    PageGuard leaf = visit.descent.at();
    long page = leaf.page();
    int from = visit.target.cellsBefore(page);
    int to = noteEnd(visit, page);
    if (to > from) {
      removeCells(visit, leaf, from, to);
      if (leaf.pageId() != tree.rootId() && PageMerge.isUnderfull(page, pageSize)) {
        int length = Node.copyLow(page, pageSize, visit.separator);
        visit.noteMerge(0, visit.separator, length);
      }
    }
    goOn();
    return Math.max(0, to - from);
  }

  private void removeCells(Visit visit, PageGuard leaf, int from, int to) {
    ChangeRecord record = visit.change.begin(ChangeKind.REMOVE);
    for (int i = to - 1; i >= from; i--) {
      int cell = Node.cell(leaf.page(), pageSize, i);
      if (Node.isChained(leaf.page(), cell)) {
        visit.space.pageChanged(); // its pages are nobody's when the record is made
        chain.readFrom(leaf.page(), pageSize, cell);
        record.loosen(chain.looseEnd());
        removed.add(new ChainReference().copyOf(chain));
      }
      record.removeCell(leaf.pageId(), i);
    }
    visit.mustCommit(visit.change.of(leaf).make());
  }

  /** Notes where the leaf ends; returns the first of its cells that is not in the range. */
  private int noteEnd(Visit visit, long page) {
    fenceLength = Node.isRightmost(page) ? -1 : Node.copyHigh(page, pageSize, fence);
    if (end == null
        || (fenceLength >= 0 && Node.compareHigh(page, pageSize, end, end.length) <= 0)) {
      return Node.count(page, pageSize);
    }
    fenceLength = -1;
    visit.target.key(end, end.length);
    return visit.target.cellsBefore(page);
  }

  private void goOn() {
    if (fenceLength < 0) {
      finished = true;
    } else {
      next = Arrays.copyOf(fence, fenceLength);
    }
  }
}
