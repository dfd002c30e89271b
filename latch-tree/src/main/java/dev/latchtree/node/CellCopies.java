package dev.latchtree.node;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.memory.Memory;
import java.util.Arrays;

/**
 * Some neighbouring cells of a node in memory of one's own: {@link #copyFrom} a page, validate the
 * page, and then read at leisure. For one thread; used again and again.
 */
public final class CellCopies {

  /**
   * A cell that is copied by itself costs as much as so many in one stretch: cells lie in the order
   * in which they came, and a processor does not read ahead along that.
   */
  private static final int SINGLE_COST = 6;

  private final int pageSize;
  private final byte[] prefix;
  private int prefixLength;
  private byte[] cells = {};
  private int[] starts = {};

  public CellCopies(int pageSize) {
    this.pageSize = pageSize;
    prefix = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /**
   * Copies the cells {@code [from, to)} of a page; the first of them has the number 0 here. What is
   * read means nothing unless the page is valid afterwards.
   */
  public void copyFrom(long page, int from, int to) {
    prefixLength = Node.prefixLength(page, pageSize);
    Node.copyPrefix(page, pageSize, prefix, 0);
    if (starts.length < to - from) {
      starts = new int[to - from];
    }
    if ((to - from) * SINGLE_COST > Node.count(page, pageSize)) {
      copyAll(page, from, to);
    } else {
      copyEach(page, from, to);
    }
  }

  private void copyAll(long page, int from, int to) {
    int heap = Math.max(0, Math.min(pageSize, Node.heapStart(page)));
    makeRoom(0, pageSize);
    Memory.copyOut(page + heap, cells, 0, pageSize - heap);
    for (int i = from; i < to; i++) {
      starts[i - from] = Node.cell(page, pageSize, i) - heap;
    }
  }

  private void copyEach(long page, int from, int to) {
    int used = 0;
    for (int i = from; i < to; i++) {
      int cell = Node.cell(page, pageSize, i);
      int size = Node.cellSize(page, pageSize, cell);
      makeRoom(used, size);
      Memory.copyOut(page + cell, cells, used, size);
      starts[i - from] = used;
      used += size;
    }
  }

  private void makeRoom(int used, int more) {
    if (cells.length < used + more) {
      cells = Arrays.copyOf(cells, Math.max(used + more, 2 * cells.length));
    }
  }

  private int keyRest(int start) {
    return LittleEndian.getUnsignedShort(cells, start + NodeLayout.CELL_KEY_LENGTH);
  }

  /** Bytes of the key of cell {@code index}. */
  public int keyLength(int index) {
    return prefixLength + keyRest(starts[index]);
  }

  /** Copies the key of cell {@code index} to the start of {@code target}. */
  public void copyKey(int index, byte[] target) {
    int start = starts[index];
    System.arraycopy(prefix, 0, target, 0, prefixLength);
    System.arraycopy(cells, start + NodeLayout.CELL_KEY, target, prefixLength, keyRest(start));
  }

  /** Whether the value of cell {@code index} says where the user's value lies. */
  public boolean isChained(int index) {
    int marked = LittleEndian.getUnsignedShort(cells, starts[index] + NodeLayout.CELL_VALUE_LENGTH);
    return (marked & NodeLayout.CHAINED) != 0;
  }

  /** The bytes of all cells, for {@link #valueStart}; not to be changed. */
  public byte[] bytes() {
    return cells;
  }

  /** Where in {@link #bytes} the value of cell {@code index} starts. */
  public int valueStart(int index) {
    int start = starts[index];
    return start + NodeLayout.CELL_KEY + keyRest(start);
  }

  /** Bytes of the value of cell {@code index}. */
  public int valueLength(int index) {
    int marked = LittleEndian.getUnsignedShort(cells, starts[index] + NodeLayout.CELL_VALUE_LENGTH);
    return marked & ~NodeLayout.CHAINED;
  }
}
