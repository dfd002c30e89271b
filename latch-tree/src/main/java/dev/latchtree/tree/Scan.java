package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.CellCopies;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.Arrays;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a range, some of one leaf at a time: what cursors stand on (rule T5). The
 * cells are copied as they are and read from the copy; between two fetches nothing is held, and the
 * next one begins at a copied key. So the entries of one fetch were all there at one moment.
 *
 * <p>A walk begins with as many entries as the one before wanted, and every fetch doubles that.
 *
 * <p>Long values are not in the leaf: {@link #resolve} gets them when they are come to.
 *
 * <p>For one thread at a time.
 */
public final class Scan {

  private static final int FEWEST = 8;
  private static final int MOST = 256;

  private final Tree tree;
  private final int pageSize;
  private final byte[] low;
  private final byte @Nullable [] high;
  private final CellCopies copies;
  private final byte[] fence;

  /** Of the fence beyond which a walk goes on; negative if it ends there. */
  private int fenceLength;

  /** Entries fetched, all of which lie in the range. */
  private int count;

  private int appetite = FEWEST;

  /** Entries of this walk fetched before the last fetch. */
  private int behind;

  /** The key at which the next fetch in the last direction begins; null if there is no more. */
  private byte @Nullable [] next;

  private byte[] key = {};
  private byte @Nullable [] longValue;

  /** The keys from {@code low}, included, to {@code high}, not included, or to the last. */
  public Scan(Tree tree, byte[] low, byte @Nullable [] high) {
    this.tree = tree;
    this.low = low;
    this.high = high;
    pageSize = tree.space().pool().pageSize();
    copies = new CellCopies(pageSize);
    fence = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /** Throws {@link IllegalStateException} if the tree was dropped or the store closed (rule C1). */
  public void requireLive() {
    tree.requireLive();
  }

  // ---------------------------------------------------------------- what was fetched

  /** Entries of the last fetch, in ascending order. */
  public int count() {
    return count;
  }

  /** A copy of the key of entry {@code index}. */
  public byte[] key(int index) {
    byte[] copy = new byte[copies.keyLength(index)];
    copies.copyKey(index, copy);
    return copy;
  }

  /** A copy of the value of entry {@code index}, which was resolved last if it is a long one. */
  public byte[] value(int index) {
    if (longValue != null) {
      return longValue.clone();
    }
    int start = copies.valueStart(index);
    return Arrays.copyOfRange(copies.bytes(), start, start + copies.valueLength(index));
  }

  /** Appends the key of entry {@code index}. */
  public void copyKey(int index, Bytes<?> target) {
    int length = copies.keyLength(index);
    if (key.length < length) {
      key = new byte[Math.max(length, 2 * key.length)];
    }
    copies.copyKey(index, key);
    target.write(key, 0, length);
  }

  /** Appends the value of entry {@code index}, which was resolved last if it is a long one. */
  public void copyValue(int index, Bytes<?> target) {
    if (longValue != null) {
      target.write(longValue);
    } else {
      target.write(copies.bytes(), copies.valueStart(index), copies.valueLength(index));
    }
  }

  /**
   * Gets the value of entry {@code index}, which is to be looked at now, if it is a long one; false
   * if the entry is gone meanwhile.
   */
  public boolean resolve(int index) {
    if (!copies.isChained(index)) {
      longValue = null;
      return true;
    }
    longValue = tree.get(key(index));
    return longValue != null;
  }

  // ---------------------------------------------------------------- fetching

  /**
   * Says that a walk ends, and another begins.
   *
   * @param seen entries of the last fetch that were wanted
   */
  public void beginAnew(int seen) {
    appetite = Math.max(FEWEST, Math.min(MOST, behind + seen));
    behind = 0;
    count = 0;
  }

  /** Fetches entries from {@code start} on; answers whether there are any. */
  public boolean fetchFrom(byte[] start) {
    next = start;
    return fetchMore();
  }

  /** Fetches the entries behind those of the last fetch; answers whether there are any. */
  public boolean fetchMore() {
    prepare();
    while (count == 0 && next != null && (high == null || Arrays.compareUnsigned(next, high) < 0)) {
      byte[] start = next;
      try (Visit visit = tree.visit(false)) {
        do {
          visit.target.key(start, start.length);
        } while (!copy(visit, true));
        visit.tryToRepair();
      }
    }
    return count > 0;
  }

  /** Fetches the last entries below {@code bound}; answers whether there are any. */
  public boolean fetchBefore(byte[] bound) {
    next = bound;
    return fetchMoreBefore();
  }

  /** Fetches the entries before those of the last fetch; answers whether there are any. */
  public boolean fetchMoreBefore() {
    prepare();
    while (count == 0 && next != null && Arrays.compareUnsigned(low, next) < 0) {
      byte[] bound = next;
      try (Visit visit = tree.visit(false)) {
        do {
          visit.target.before(bound, bound.length);
        } while (!copy(visit, false));
        visit.tryToRepair();
      }
    }
    return count > 0;
  }

  /** Fetches the last entries of the range; answers whether there are any. */
  public boolean fetchLast() {
    if (high != null) {
      return fetchBefore(high);
    }
    prepare();
    try (Visit visit = tree.visit(false)) {
      do {
        visit.target.last();
      } while (!copy(visit, false));
      visit.tryToRepair();
    }
    return count > 0 || fetchMoreBefore();
  }

  private void prepare() {
    behind += count;
    appetite = Math.min(MOST, behind > 0 ? 2 * appetite : appetite);
    count = 0;
  }

  /** Copies cells of the leaf that the target lies in, one try. */
  private boolean copy(Visit visit, boolean forward) {
    if (visit.descent.reach(0)) {
      PageGuard leaf = visit.descent.at();
      boolean all = forward ? copyBehind(visit, leaf.page()) : copyBefore(visit, leaf.page());
      if (visit.showsIfValid(leaf)) {
        if (!all) {
          next = forward ? above(key(count - 1)) : key(0);
        } else {
          next = fenceLength < 0 ? null : Arrays.copyOf(fence, fenceLength);
        }
        return true;
      }
    }
    count = 0;
    visit.restart();
    return false;
  }

  /** The least key above a key. */
  private static byte[] above(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** Answers whether nothing of the leaf is left behind what was copied, in the range. */
  private boolean copyBehind(Visit visit, long page) {
    int from = visit.target.cellsBefore(page);
    int end = Node.count(page, pageSize);
    fenceLength = Node.isRightmost(page) ? -1 : Node.copyHigh(page, pageSize, fence);
    byte[] bound = high;
    if (bound != null && !endsBy(page, bound)) {
      visit.target.key(bound, bound.length);
      end = Math.min(end, visit.target.cellsBefore(page));
      fenceLength = -1;
    }
    count = Math.max(0, wanted(end - from));
    copies.copyFrom(page, from, from + count);
    return from + count >= end;
  }

  /** How many of the cells there are to copy: all, if those not wanted are few. */
  private int wanted(int there) {
    return there <= 2 * appetite ? there : appetite;
  }

  /** Whether a page's range ends at a bound, or before it. */
  private boolean endsBy(long page, byte[] bound) {
    return !Node.isRightmost(page) && Node.compareHigh(page, pageSize, bound, bound.length) <= 0;
  }

  /** Answers whether nothing of the leaf is left before what was copied, in the range. */
  private boolean copyBefore(Visit visit, long page) {
    int to = Math.min(visit.target.cellsBefore(page), Node.count(page, pageSize));
    int begin = 0;
    fenceLength = Node.copyLow(page, pageSize, fence);
    if (Node.compareLow(page, pageSize, low, low.length) < 0) {
      visit.target.key(low, low.length);
      begin = visit.target.cellsBefore(page);
    }
    count = Math.max(0, wanted(to - begin));
    copies.copyFrom(page, to - count, to);
    return to - count <= begin;
  }
}
