package dev.latchtree.node;

import dev.latchtree.spi.SplitPolicy;
import java.util.Arrays;

/**
 * Finds where to divide a node that has no room for one more cell, so that this cell has room
 * afterwards. For one thread; used again and again.
 *
 * <p>Seen as a row of cells with the new one in its place, a cut leaves at least one on either
 * side. On leaves the separator is the shortest that divides the two keys at the cut, of which one
 * may be the new one. Above, the first cell's key is the node's low fence, so the separator is the
 * key of a cell that is there already, and neither side is ever without cells.
 *
 * <p>There always is such a cut: {@link NodeLayout#maxInlineValue}.
 */
public final class SplitPoint {

  private final int pageSize;
  private final byte[] left;
  private final byte[] right;
  private final byte[] separator;

  /** Bytes of the cells before each cut. */
  private final int[] sizes;

  private long page;
  private int count;
  private int newIndex;
  private byte[] newKey = {};
  private int newKeyLength;
  private int newSize;

  private int cut;
  private int separatorLength;

  public SplitPoint(int pageSize) {
    this.pageSize = pageSize;
    int longest = NodeLayout.maxKeyLength(pageSize);
    left = new byte[longest];
    right = new byte[longest];
    separator = new byte[longest];
    sizes = new int[pageSize / NodeLayout.CELL_OVERHEAD + 2];
  }

  /**
   * Decides where to divide {@code node}.
   *
   * @param index where the new cell belongs
   */
  public void choose(
      long node, int index, byte[] key, int keyLength, int valueLength, SplitPolicy policy) {
    page = node;
    count = Node.count(node, pageSize);
    newIndex = index;
    newKey = key;
    newKeyLength = keyLength;
    newSize =
        NodeLayout.CELL_OVERHEAD + keyLength - Node.prefixLength(node, pageSize) + valueLength;
    for (int i = 0; i <= count; i++) {
      sizes[i + 1] = sizes[i] + size(i);
    }
    double share = policy.leftShare(index == count, Node.isRightmost(node));
    search((int) (sizes[count + 1] * Math.min(1, Math.max(0, share))));
  }

  /** Takes the possible cut whose left side comes closest to {@code wanted} bytes, or almost. */
  private void search(int wanted) {
    int found = Arrays.binarySearch(sizes, 1, count + 1, wanted);
    int ideal = found >= 0 ? found : -found - 1;
    for (int distance = 0; distance <= count; distance++) {
      if (tryCut(ideal - distance) || tryCut(ideal + distance)) {
        return;
      }
    }
    throw new IllegalStateException(
        "page has no split point for %d bytes beside %d"
            .formatted(newSize, sizes[count + 1] - newSize));
  }

  private boolean tryCut(int candidate) {
    if (candidate < 1 || candidate > count) {
      return false;
    }
    cut = candidate;
    return fits(candidate, sizes[candidate], sizes[count + 1] - sizes[candidate]);
  }

  private boolean fits(int candidate, int leftSize, int rightSize) {
    if (!Node.isLeaf(page) && !isPossibleAbove(candidate)) {
      return false;
    }
    separate(candidate);
    int low = Node.lowLength(page, pageSize);
    int high = Node.isRightmost(page) ? 0 : Node.highLength(page, pageSize);
    return fences(low, separatorLength) + leftSize <= pageSize
        && fences(separatorLength, high) + rightSize <= pageSize;
  }

  private static int fences(int low, int high) {
    return (NodeLayout.FENCES + low + high + NodeLayout.HEAD_SIZE - 1) & -NodeLayout.HEAD_SIZE;
  }

  private boolean isPossibleAbove(int candidate) {
    int old = oldCut(candidate);
    return candidate != newIndex && old > 0 && old < count;
  }

  private int oldCut(int candidate) {
    return candidate > newIndex ? candidate - 1 : candidate;
  }

  /** Makes the separator of a cut. */
  private void separate(int candidate) {
    int rightLength = copyKey(candidate, right);
    if (Node.isLeaf(page)) {
      int leftLength = copyKey(candidate - 1, left);
      separatorLength = Keys.separatorLength(left, leftLength, right, rightLength);
    } else {
      separatorLength = rightLength;
    }
    System.arraycopy(right, 0, separator, 0, separatorLength);
  }

  private int size(int i) {
    return i == newIndex ? newSize : oldSize(i < newIndex ? i : i - 1);
  }

  private int oldSize(int i) {
    int cell = Node.cell(page, pageSize, i);
    return NodeLayout.CELL_OVERHEAD
        + Node.keyLength(page, pageSize, cell)
        + Node.valueLength(page, pageSize, cell);
  }

  private int copyKey(int i, byte[] target) {
    if (i == newIndex) {
      System.arraycopy(newKey, 0, target, 0, newKeyLength);
      return newKeyLength;
    }
    return Node.copyKey(page, pageSize, i < newIndex ? i : i - 1, target);
  }

  /** The first of the node's cells that goes to the right. */
  public int firstRight() {
    return oldCut(cut);
  }

  /** Whether the new cell belongs to the left side. */
  public boolean isNewCellLeft() {
    return newIndex < cut;
  }

  /** High fence of the left side and low fence of the right one. */
  public byte[] separator() {
    return separator;
  }

  public int separatorLength() {
    return separatorLength;
  }
}
