package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.NodeImage;
import java.util.Arrays;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a range, a leaf at a time: what cursors stand on (rule T5). A leaf is copied
 * as it is, and read from the copy; between two leaves nothing is held, and the next one is looked
 * for by a copied fence. So the entries of one leaf were all there at one moment.
 *
 * <p>Long values are not in the leaf: {@link #resolve} gets them when they are come to.
 *
 * <p>For one thread at a time.
 */
public final class Scan {

  private final Tree tree;
  private final byte[] low;
  private final byte @Nullable [] high;
  private final NodeImage image;

  /** The entries copied that lie in the range. */
  private int from;

  private int to;

  /** The fence at which the next leaf in the last direction begins; null if there is none. */
  private byte @Nullable [] next;

  private byte @Nullable [] longValue;

  /** The keys from {@code low}, included, to {@code high}, not included, or to the last. */
  public Scan(Tree tree, byte[] low, byte @Nullable [] high) {
    this.tree = tree;
    this.low = low;
    this.high = high;
    image = new NodeImage(tree.space().pool().pageSize());
  }

  /** Throws {@link IllegalStateException} if the tree was dropped or the store closed (rule C1). */
  public void requireLive() {
    tree.requireLive();
  }

  // ---------------------------------------------------------------- what was fetched

  /** The first of the entries fetched, all of which lie in the range. */
  public int from() {
    return from;
  }

  /** One more than the last of them. */
  public int to() {
    return to;
  }

  /** A copy of the key of entry {@code index}. */
  public byte[] key(int index) {
    return image.key(index);
  }

  /** A copy of the value of entry {@code index}, which was resolved last if it is a long one. */
  public byte[] value(int index) {
    return longValue != null ? longValue.clone() : image.value(index);
  }

  /** Appends the key of entry {@code index}. */
  public void copyKey(int index, Bytes<?> target) {
    target.write(image.key(index));
  }

  /** Appends the value of entry {@code index}, which was resolved last if it is a long one. */
  public void copyValue(int index, Bytes<?> target) {
    if (longValue != null) {
      target.write(longValue);
    } else {
      target.write(image.bytes(), image.valueStartOf(index), image.valueLengthOf(index));
    }
  }

  /**
   * Gets the value of entry {@code index}, which is to be looked at now, if it is a long one; false
   * if the entry is gone meanwhile.
   */
  public boolean resolve(int index) {
    longValue = image.isChained(index) ? tree.get(image.key(index)) : null;
    return longValue != null || !image.isChained(index);
  }

  // ---------------------------------------------------------------- fetching

  /** Fetches entries from {@code key} on; answers whether there are any. */
  public boolean fetchFrom(byte[] key) {
    next = key;
    return fetchMore();
  }

  /** Fetches the entries behind those of the last fetch; answers whether there are any. */
  public boolean fetchMore() {
    clear();
    while (from == to && next != null && (high == null || Arrays.compareUnsigned(next, high) < 0)) {
      byte[] start = next;
      try (Visit visit = tree.visit(false)) {
        visit.target.key(start, start.length);
        copyLeaf(visit);
      }
      from = image.cellsBelow(start);
      to = high == null ? image.count() : image.cellsBelow(high);
      next = image.high();
    }
    return from < to;
  }

  /** Fetches the last entries below {@code bound}; answers whether there are any. */
  public boolean fetchBefore(byte[] bound) {
    next = bound;
    return fetchMoreBefore();
  }

  /** Fetches the entries before those of the last fetch; answers whether there are any. */
  public boolean fetchMoreBefore() {
    clear();
    while (from == to && next != null && Arrays.compareUnsigned(low, next) < 0) {
      byte[] bound = next;
      try (Visit visit = tree.visit(false)) {
        visit.target.before(bound, bound.length);
        copyLeaf(visit);
      }
      from = image.cellsBelow(low);
      to = image.cellsBelow(bound);
      next = image.low();
    }
    return from < to;
  }

  /** Fetches the last entries of the range; answers whether there are any. */
  public boolean fetchLast() {
    if (high != null) {
      return fetchBefore(high);
    }
    clear();
    try (Visit visit = tree.visit(false)) {
      visit.target.last();
      copyLeaf(visit);
    }
    from = image.cellsBelow(low);
    to = image.count();
    next = image.low();
    return from < to || fetchMoreBefore();
  }

  private void clear() {
    from = 0;
    to = 0;
  }

  /** Copies the leaf that the target lies in. */
  private void copyLeaf(Visit visit) {
    while (true) {
      if (visit.descent.reach(0)) {
        PageGuard leaf = visit.descent.at();
        image.copyFrom(leaf.page());
        if (leaf.validate()) {
          visit.tryToRepair();
          return;
        }
      }
      visit.restart();
    }
  }
}
