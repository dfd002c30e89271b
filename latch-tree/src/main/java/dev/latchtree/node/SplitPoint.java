package dev.latchtree.node;

import dev.latchtree.spi.SplitPolicy;
import java.util.Arrays;

/**
 * Finds where to divide a node that has no room for one more cell, or for a longer value, so that
 * it has room afterwards. For one thread; used again and again.
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

  /** Cells of the row: those of the node, and one more if the new one is not there yet. */
  private int row;

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
    row = count + 1;
    newIndex = index;
    newKey = key;
    newKeyLength = keyLength;
    newSize =
        NodeLayout.CELL_OVERHEAD + keyLength - Node.prefixLength(node, pageSize) + valueLength;
    search(policy.leftShare(index == count, Node.isRightmost(node)));
  }

  /**
   * Decides where to divide {@code leaf}, so that the value of a cell can become longer.
   *
   * @param index the cell's number
   * @param valueLength what its value is to have
   */
  public void chooseForValue(long leaf, int index, int valueLength, SplitPolicy policy) {
    page = leaf;
    count = Node.count(leaf, pageSize);
    row = count;
    newIndex = index;
    int cell = Node.cell(leaf, pageSize, index);
    newSize = NodeLayout.CELL_OVERHEAD + Node.keyLength(leaf, pageSize, cell) + valueLength;
    search(policy.leftShare(false, Node.isRightmost(leaf)));
  }

  /** Takes the possible cut whose left side comes closest to its share of the bytes, or almost. */
  /**
   * Decides to divide {@code leaf} between two keys, of which none need be there.
   *
   * @param index of the first cell that is not below {@code rightKey}
   * @param leftKey less than {@code rightKey}
   * @return whether all cells that are there have room beside the new fences
   */
  public boolean chooseBetween(long leaf, int index, byte[] leftKey, byte[] rightKey) {
    page = leaf;
    count = Node.count(leaf, pageSize);
    row = count;
    newIndex = -1;
    cut = index;
    int before = index == 0 ? 0 : Node.copyKey(leaf, pageSize, index - 1, left);
    int fromCell = Keys.separatorLength(left, before, rightKey, rightKey.length);
    int fromKey = Keys.separatorLength(leftKey, leftKey.length, rightKey, rightKey.length);
    separatorLength = Math.max(index == 0 ? 0 : fromCell, fromKey);
    System.arraycopy(rightKey, 0, separator, 0, separatorLength);
    int leftSize = 0;
    int rightSize = 0;
    for (int i = 0; i < count; i++) {
      leftSize += i < index ? oldSize(i) : 0;
      rightSize += i < index ? 0 : oldSize(i);
    }
    return haveRoom(leftSize, rightSize);
  }

  private void search(double share) {
    for (int i = 0; i < row; i++) {
      sizes[i + 1] = sizes[i] + size(i);
    }
    int wanted = (int) (sizes[row] * Math.min(1, Math.max(0, share)));
    int found = Arrays.binarySearch(sizes, 1, row, wanted);
    int ideal = found >= 0 ? found : -found - 1;
    for (int distance = 0; distance < row; distance++) {
      if (tryCut(ideal - distance) || tryCut(ideal + distance)) {
        return;
      }
    }
    throw new IllegalStateException(
        "page has no split point for %d bytes beside %d".formatted(newSize, sizes[row] - newSize));
  }

  private boolean tryCut(int candidate) {
    if (candidate < 1 || candidate >= row) {
      return false;
    }
    cut = candidate;
    return fits(candidate, sizes[candidate], sizes[row] - sizes[candidate]);
  }

  private boolean fits(int candidate, int leftSize, int rightSize) {
    if (!Node.isLeaf(page) && !isPossibleAbove(candidate)) {
      return false;
    }
    separate(candidate);
    return haveRoom(leftSize, rightSize);
  }

  private boolean haveRoom(int leftSize, int rightSize) {
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
    return row > count && candidate > newIndex ? candidate - 1 : candidate;
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
    return i == newIndex ? newSize : oldSize(oldCut(i));
  }

  private int oldSize(int i) {
    int cell = Node.cell(page, pageSize, i);
    return NodeLayout.CELL_OVERHEAD
        + Node.keyLength(page, pageSize, cell)
        + Node.valueLength(page, pageSize, cell);
  }

  private int copyKey(int i, byte[] target) {
    if (row > count && i == newIndex) {
      System.arraycopy(newKey, 0, target, 0, newKeyLength);
      return newKeyLength;
    }
    return Node.copyKey(page, pageSize, oldCut(i), target);
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
