package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills a tree with ascending keys: a leaf's worth of entries is one change, and so is the new,
 * empty leaf to its right. So there is no moment at which the tree is not a tree, and others may
 * use it meanwhile; a key that finds others to its right is put like any other.
 */
public final class Loading {

  private final Tree tree;
  private final int pageSize;
  private final int wanted;
  private final List<Request> waiting = new ArrayList<>();
  private int waitingSize;
  private byte[] last = {};
  private long newest = -1;
  private boolean begun;

  /**
   * Begins.
   *
   * @param fillFactor the part of a leaf to be filled
   */
  public Loading(Tree tree, double fillFactor) {
    this.tree = tree;
    pageSize = tree.space().pool().pageSize();
    wanted = (int) (fillFactor * (pageSize - NodeLayout.FENCES));
  }

  /**
   * Takes the next entry.
   *
   * @throws IllegalArgumentException if its key is not above the one before
   */
  public void add(byte[] key, byte[] value) {
    tree.requireStorable(key.length, value.length);
    if (begun && Arrays.compareUnsigned(last, key) >= 0) {
      throw new IllegalArgumentException(
          "the keys must be strictly ascending, and %s is not above %s"
              .formatted(Arrays.toString(key), Arrays.toString(last)));
    }
    begun = true;
    last = key.clone();
    if (value.length > NodeLayout.maxInlineValue(pageSize)) {
      flush();
      newest = Math.max(newest, tree.putAndLeave(key, value));
      return;
    }
    int size = NodeLayout.CELL_OVERHEAD + key.length + value.length;
    if (waitingSize + size > wanted) {
      flush();
    }
    waiting.add(new Request(tree, last, value.clone()));
    waitingSize += size;
  }

  /** Puts what has not been put yet, and waits until all is safe. */
  public void finish() {
    flush();
    if (newest >= 0) {
      tree.space().journal().commit(newest);
    }
  }

  private void flush() {
    if (!waiting.isEmpty()) {
      if (!appendAll()) {
        waiting.forEach(
            request ->
                newest = Math.max(newest, tree.putAndLeave(request.key, request.cellValue())));
      }
      waiting.clear();
      waitingSize = 0;
    }
  }

  /** Puts all that wait at the end of the last leaf, or into a new one behind it. */
  private boolean appendAll() {
    try (Visit visit = tree.visit(true)) {
      Protocol protocol = tree.protocol();
      byte[] first = waiting.get(0).key;
      while (true) {
        visit.target.key(first, first.length);
        visit.reserve(protocol.pagesToDivide(visit));
        if (!protocol.latchToDivide(visit)) {
          visit.restart();
          continue;
        }
        PageGuard leaf = visit.descent.at();
        int count = Node.count(leaf.page(), pageSize);
        if (!Node.isRightmost(leaf.page()) || visit.target.cellsBefore(leaf.page()) != count) {
          return false;
        }
        if (isFull(leaf.page())) {
          if (leaf.pageId() == tree.rootId()) {
            visit.rootChange.grow(leaf);
          } else if (splitAtEnd(visit, leaf, count, first)) {
            protocol.postDivided(visit, leaf);
          } else {
            return false;
          }
          visit.unfixAll();
          visit.repair();
          continue;
        }
        if (waitingSize > Node.freeSpace(leaf.page(), pageSize)) {
          return false; // long fences
        }
        append(visit, leaf, count);
        visit.unfixAll();
        visit.giveBackReserved();
        visit.repair();
        return true;
      }
    }
  }

  private boolean isFull(long page) {
    int used = pageSize - NodeLayout.FENCES - Node.freeSpace(page, pageSize);
    return Node.count(page, pageSize) > 0
        && (used + waitingSize > wanted || waitingSize > Node.freeSpace(page, pageSize));
  }

  private boolean splitAtEnd(Visit visit, PageGuard leaf, int count, byte[] first) {
    byte[] before =
        Arrays.copyOf(
            visit.separator, Node.copyKey(leaf.page(), pageSize, count - 1, visit.separator));
    return visit.pageSplit.splitBetween(leaf, before, first) != null;
  }

  private void append(Visit visit, PageGuard leaf, int count) {
    ChangeRecord record = visit.change.begin(ChangeKind.BATCH);
    int index = count;
    for (Request request : waiting) {
      byte[] value = request.cellValue();
      record.insertCell(
          leaf.pageId(), index, request.key, request.key.length, value, 0, value.length, false);
      index++;
    }
    newest = visit.change.of(leaf).make();
  }
}
