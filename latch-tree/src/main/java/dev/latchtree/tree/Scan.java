package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.Arrays;

/**
 * Copies entries of a tree in order, some of one leaf at a time: what cursors read from (rule T5).
 * Nothing is held between two fetches; where the next one begins is a copied key. The entries of
 * one fetch were all there at one moment.
 *
 * <p>For one thread at a time.
 */
public final class Scan {

  private static final int FEWEST = 8;
  private static final int MOST = 128;
  private static final int LAST = Integer.MAX_VALUE;
  private static final int NO_MORE = -1;

  private final Tree tree;
  private final int pageSize;
  private final ChainReference chain = new ChainReference();

  private byte[] bytes = {};
  private final int[] keyStarts = new int[MOST];
  private final int[] valueStarts = new int[MOST];
  private final int[] ends = new int[MOST];
  private int count;
  private int used;
  private int appetite = FEWEST;

  /** Where the next fetch in this direction begins; {@link #NO_MORE}, or {@link #LAST}. */
  private byte[] bound = {};

  private int boundLength = NO_MORE;

  /** The one after that, while it is copied. */
  private byte[] next = {};

  private int nextLength;

  public Scan(Tree tree) {
    this.tree = tree;
    pageSize = tree.space().pool().pageSize();
  }

  // ---------------------------------------------------------------- what was fetched

  /** Entries of the last fetch, in ascending order. */
  public int count() {
    return count;
  }

  /** A copy of the key of entry {@code index}. */
  public byte[] key(int index) {
    return Arrays.copyOfRange(bytes, keyStarts[index], valueStarts[index]);
  }

  /** A copy of the value of entry {@code index}. */
  public byte[] value(int index) {
    return Arrays.copyOfRange(bytes, valueStarts[index], ends[index]);
  }

  /** Where the bytes of the entries are; good until the next fetch. */
  public byte[] bytes() {
    return bytes;
  }

  public int keyStart(int index) {
    return keyStarts[index];
  }

  /** Where the key ends and the value starts. */
  public int valueStart(int index) {
    return valueStarts[index];
  }

  public int end(int index) {
    return ends[index];
  }

  // ---------------------------------------------------------------- fetching

  /** Fewer entries at first: the next fetches may not be wanted. */
  public void beginAnew() {
    appetite = FEWEST;
  }

  /** Fetches entries from {@code key} on; answers whether there are any. */
  public boolean fetchFrom(byte[] key) {
    setBound(key, key.length);
    return fetchMore();
  }

  /** Fetches the entries behind those of the last fetch; answers whether there are any. */
  public boolean fetchMore() {
    return boundLength >= 0 && fetch(true);
  }

  /** Fetches the last entries below {@code key}; answers whether there are any. */
  public boolean fetchBefore(byte[] key) {
    setBound(key, key.length);
    return fetchMoreBefore();
  }

  /** Fetches the last entries of all; answers whether there are any. */
  public boolean fetchLast() {
    boundLength = LAST;
    return fetch(false);
  }

  /** Fetches the entries before those of the last fetch; answers whether there are any. */
  public boolean fetchMoreBefore() {
    return boundLength > 0 && fetch(false);
  }

  private void setBound(byte[] key, int length) {
    bound = large(bound, length);
    System.arraycopy(key, 0, bound, 0, length);
    boundLength = length;
  }

  private boolean fetch(boolean forward) {
    try (Visit visit = tree.visit(false)) {
      do {
        aim(visit.target, forward);
        while (!visit.descent.reach(0) || !copyLeaf(visit, forward)) {
          visit.restart();
        }
        visit.unfixAll();
        byte[] last = bound;
        bound = next;
        boundLength = nextLength;
        next = last;
      } while (count == 0 && (forward ? boundLength >= 0 : boundLength > 0));
      appetite = Math.min(MOST, 2 * appetite);
      visit.tryToRepair();
      return count > 0;
    }
  }

  private void aim(Target target, boolean forward) {
    if (forward) {
      target.key(bound, boundLength);
    } else if (boundLength == LAST) {
      target.last();
    } else {
      target.before(bound, boundLength);
    }
  }

  /**
   * Copies entries of the leaf reached, and where to go on; false if they were torn. A long value
   * is copied by itself, as it may be of any size.
   */
  private boolean copyLeaf(Visit visit, boolean forward) {
    PageGuard leaf = visit.descent.at();
    long page = leaf.page();
    int cells = Node.count(page, pageSize);
    int edge = Math.min(cells, visit.target.cellsBefore(page));
    int most = Math.min(appetite, forward ? cells - edge : edge);
    int plain = plainCells(page, edge, most, forward);
    int taken = plain == 0 && most > 0 ? 1 : plain;
    int from = forward ? edge : edge - taken;
    count = 0;
    used = 0;
    if (taken > plain) {
      return copyLong(visit, leaf, from, forward, forward ? from + 1 == cells : from == 0);
    }
    for (int i = from; i < from + taken; i++) {
      copyEntry(page, Node.cell(page, pageSize, i));
    }
    copyNext(page, forward, forward ? from + taken == cells : from == 0);
    return leaf.validate();
  }

  /** How many cells next to the edge, of {@code most}, come before the first long value. */
  private int plainCells(long page, int edge, int most, boolean forward) {
    for (int i = 0; i < most; i++) {
      int cell = Node.cell(page, pageSize, forward ? edge + i : edge - 1 - i);
      if (Node.isChained(page, cell)) {
        return i;
      }
    }
    return most;
  }

  private void copyEntry(long page, int cell) {
    bytes = large(bytes, used + 3 * pageSize);
    keyStarts[count] = used;
    used += Node.copyKey(page, pageSize, cell, bytes, used);
    valueStarts[count] = used;
    used += Node.copyValue(page, pageSize, cell, bytes, used);
    ends[count] = used;
    count++;
  }

  private boolean copyLong(
      Visit visit, PageGuard leaf, int index, boolean forward, boolean atEdge) {
    long page = leaf.page();
    int cell = Node.cell(page, pageSize, index);
    copyEntry(page, cell);
    chain.readFrom(page, pageSize, cell);
    copyNext(page, forward, atEdge);
    if (!leaf.validate()) {
      return false;
    }
    byte[] value = visit.leafRead.longValue(chain);
    if (value == null) {
      return false;
    }
    int start = valueStarts[0];
    bytes = large(bytes, start + value.length);
    System.arraycopy(value, 0, bytes, start, value.length);
    used = start + value.length;
    ends[0] = used;
    return true;
  }

  /** Notes where the next fetch begins: behind the entries copied, or beyond the leaf's edge. */
  private void copyNext(long page, boolean forward, boolean atEdge) {
    if (!atEdge) {
      int last = forward ? count - 1 : 0;
      int length = valueStarts[last] - keyStarts[last];
      next = large(next, length + 1);
      System.arraycopy(bytes, keyStarts[last], next, 0, length);
      next[length] = 0; // the least key above
      nextLength = forward ? length + 1 : length;
    } else if (forward && Node.isRightmost(page)) {
      nextLength = NO_MORE;
    } else {
      next = large(next, NodeLayout.maxKeyLength(pageSize));
      nextLength =
          forward ? Node.copyHigh(page, pageSize, next) : Node.copyLow(page, pageSize, next);
    }
  }

  private static byte[] large(byte[] array, int length) {
    return array.length >= length
        ? array
        : Arrays.copyOf(array, Math.max(length, 2 * array.length));
  }
}
