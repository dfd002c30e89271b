package dev.latchtree.node;

import static dev.latchtree.node.NodeLayout.CELL_KEY;
import static dev.latchtree.node.NodeLayout.CELL_KEY_LENGTH;
import static dev.latchtree.node.NodeLayout.CELL_VALUE_LENGTH;
import static dev.latchtree.node.NodeLayout.CHAINED;
import static dev.latchtree.node.NodeLayout.COUNT;
import static dev.latchtree.node.NodeLayout.FENCES;
import static dev.latchtree.node.NodeLayout.FLAGS;
import static dev.latchtree.node.NodeLayout.GARBAGE;
import static dev.latchtree.node.NodeLayout.HEAD_SIZE;
import static dev.latchtree.node.NodeLayout.HEAP_START;
import static dev.latchtree.node.NodeLayout.HIGH_INFINITE;
import static dev.latchtree.node.NodeLayout.HIGH_LENGTH;
import static dev.latchtree.node.NodeLayout.KIND;
import static dev.latchtree.node.NodeLayout.KIND_NODE;
import static dev.latchtree.node.NodeLayout.LEVEL;
import static dev.latchtree.node.NodeLayout.LOW_LENGTH;
import static dev.latchtree.node.NodeLayout.PREFIX;
import static dev.latchtree.node.NodeLayout.RIGHT_LINK;
import static dev.latchtree.node.NodeLayout.SLOT_SIZE;
import static dev.latchtree.node.NodeLayout.TREE_ID;

import dev.latchtree.memory.Memory;

/**
 * Changes nodes that nobody else changes meanwhile: the caller holds them exclusively. Optimistic
 * readers may look at any moment; they are safe ({@link Node}) and find out afterwards.
 *
 * <p>For one thread at a time: it owns scratch memory.
 */
public final class NodeEditor {

  private final int pageSize;
  private final byte[] heap;

  public NodeEditor(int pageSize) {
    this.pageSize = pageSize;
    heap = new byte[pageSize];
  }

  public int pageSize() {
    return pageSize;
  }

  // ---------------------------------------------------------------- whole nodes

  /** Makes an empty node of a page. */
  public void format(long page, int treeId, int level, Range range, long rightLink) {
    Memory.putByte(page, KIND, (byte) KIND_NODE);
    Memory.putByte(page, LEVEL, (byte) level);
    Memory.putLong(page, RIGHT_LINK, rightLink);
    Memory.putInt(page, TREE_ID, treeId);
    Memory.zero(page + GARBAGE, FENCES - GARBAGE);
    putRange(page, range);
    clearCells(page);
  }

  private void putRange(long page, Range range) {
    boolean infinite = range.isInfinite();
    Memory.putShort(page, FLAGS, (short) (infinite ? HIGH_INFINITE : 0));
    Memory.putShort(page, LOW_LENGTH, (short) range.lowLength());
    Memory.putShort(page, HIGH_LENGTH, (short) range.highLength());
    Memory.putShort(page, PREFIX, (short) range.commonPrefix());
    int high = FENCES + range.lowLength();
    int end = high + range.highLength();
    Memory.copyIn(range.low(), 0, page + FENCES, range.lowLength());
    Memory.copyIn(range.high(), 0, page + high, range.highLength());
    Memory.zero(page + end, Node.heads(page, pageSize) - end);
  }

  private void clearCells(long page) {
    Memory.putShort(page, COUNT, (short) 0);
    Memory.putShort(page, GARBAGE, (short) 0);
    Memory.putInt(page, HEAP_START, pageSize);
  }

  /** Sets the right neighbour. */
  public void setRightLink(long page, long pageId) {
    Memory.putLong(page, RIGHT_LINK, pageId);
  }

  /** Removes all cells from {@code first} on; they must be another node's by now. */
  public void removeFrom(long page, int first) {
    for (int i = Node.count(page, pageSize) - 1; i >= first; i--) {
      remove(page, i);
    }
  }

  /**
   * Gives a node another range, which holds all keys of its cells.
   *
   * @throws IllegalStateException if the cells have no room beside the new fences: nothing is
   *     changed then
   */
  public void setRange(long page, Range range) {
    int needed = range.fencesSize() + Node.cellsSize(page, pageSize, range.commonPrefix());
    if (needed > pageSize) {
      throw new IllegalStateException(
          "%d bytes do not fit into a page of %d".formatted(needed, pageSize));
    }
    int count = Node.count(page, pageSize);
    int slots = Node.slots(page, pageSize);
    Memory.copyOut(page, heap, 0, pageSize);
    int oldPrefix = Node.prefixLength(page, pageSize);
    putRange(page, range);
    clearCells(page);
    for (int i = 0; i < count; i++) {
      appendCopy(page, i, slots, oldPrefix);
    }
  }

  /** Appends cell {@code index} of the node whose bytes are in {@code heap}. */
  private void appendCopy(long page, int index, int slots, int oldPrefix) {
    int cell = unsigned(slots + SLOT_SIZE * index);
    int keyLength = unsigned(cell + CELL_KEY_LENGTH);
    int marked = unsigned(cell + CELL_VALUE_LENGTH);
    int prefix = Node.prefixLength(page, pageSize);
    // The key's bytes behind the new prefix: the end of the old prefix, which is how the old low
    // fence began, and what is in the cell.
    int fromPrefix = Math.max(0, oldPrefix - prefix);
    int skipped = Math.max(0, prefix - oldPrefix);
    int rest = fromPrefix + keyLength - skipped;
    int valueLength = marked & ~CHAINED;
    int place = openCell(page, index, rest, valueLength);
    Memory.putShort(page, place + CELL_VALUE_LENGTH, (short) marked);
    Memory.copyIn(heap, FENCES + prefix, page + place + CELL_KEY, fromPrefix);
    Memory.copyIn(
        heap,
        cell + CELL_KEY + skipped,
        page + place + CELL_KEY + fromPrefix,
        keyLength - skipped + valueLength);
    putHead(page, index, place);
  }

  private int unsigned(int offset) {
    return (heap[offset] & 0xff) | (heap[offset + 1] & 0xff) << Byte.SIZE;
  }

  // ---------------------------------------------------------------- cells

  /** Inserts a cell as number {@code index}; there must be room. */
  public void insert(
      long page,
      int index,
      byte[] key,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength,
      boolean chained) {
    int prefix = Node.prefixLength(page, pageSize);
    int rest = keyLength - prefix;
    int cell = openCell(page, index, rest, valueLength);
    Memory.putShort(
        page, cell + CELL_VALUE_LENGTH, (short) (chained ? valueLength | CHAINED : valueLength));
    Memory.copyIn(key, prefix, page + cell + CELL_KEY, rest);
    Memory.copyIn(value, valueFrom, page + cell + CELL_KEY + rest, valueLength);
    putHead(page, index, cell);
  }

  /** Inserts the cell of a child into an inner node. */
  public void insertChild(long page, int index, byte[] key, int keyLength, long child) {
    int prefix = Node.prefixLength(page, pageSize);
    int rest = keyLength - prefix;
    int cell = openCell(page, index, rest, Long.BYTES);
    Memory.putShort(page, cell + CELL_VALUE_LENGTH, (short) Long.BYTES);
    Memory.copyIn(key, prefix, page + cell + CELL_KEY, rest);
    Memory.putLong(page, cell + CELL_KEY + rest, child);
    putHead(page, index, cell);
  }

  /** Makes room for a cell and its head and slot; sets its key's length. */
  private int openCell(long page, int index, int keyLength, int valueLength) {
    int size = CELL_KEY + keyLength + valueLength;
    if (Node.contiguousSpace(page, pageSize) < size + HEAD_SIZE + SLOT_SIZE) {
      compact(page);
    }
    int free = Node.contiguousSpace(page, pageSize);
    if (free < size + HEAD_SIZE + SLOT_SIZE) {
      throw new IllegalStateException(
          "a cell of %d bytes where %d are free".formatted(size + HEAD_SIZE + SLOT_SIZE, free));
    }
    int count = Node.count(page, pageSize);
    int heads = Node.heads(page, pageSize);
    int slots = heads + HEAD_SIZE * count;
    int newSlots = slots + HEAD_SIZE;
    int cell = Node.heapStart(page) - size;
    move(
        page,
        slots + SLOT_SIZE * index,
        newSlots + SLOT_SIZE * (index + 1),
        count - index,
        SLOT_SIZE);
    move(page, slots, newSlots, index, SLOT_SIZE);
    move(
        page, heads + HEAD_SIZE * index, heads + HEAD_SIZE * (index + 1), count - index, HEAD_SIZE);
    Memory.putShort(page, newSlots + SLOT_SIZE * index, (short) cell);
    Memory.putShort(page, COUNT, (short) (count + 1));
    Memory.putInt(page, HEAP_START, cell);
    Memory.putShort(page, cell + CELL_KEY_LENGTH, (short) keyLength);
    return cell;
  }

  private void putHead(long page, int index, int cell) {
    int length = Memory.getShort(page, cell + CELL_KEY_LENGTH) & 0xffff;
    int head = 0;
    for (int i = 0; i < Math.min(length, HEAD_SIZE); i++) {
      int next = Memory.getByte(page, cell + CELL_KEY + i) & 0xff;
      head |= next << (Integer.SIZE - Byte.SIZE * (i + 1));
    }
    Memory.putInt(page, Node.heads(page, pageSize) + HEAD_SIZE * index, head);
  }

  private static void move(long page, int from, int to, int count, int size) {
    if (count > 0) {
      Memory.copy(page + from, page + to, count * size);
    }
  }

  /** Removes cell {@code index}. */
  public void remove(long page, int index) {
    int count = Node.count(page, pageSize);
    int heads = Node.heads(page, pageSize);
    int slots = heads + HEAD_SIZE * count;
    int newSlots = slots - HEAD_SIZE;
    int cell = Node.cell(page, pageSize, index);
    int size = Node.cellSize(page, pageSize, cell);
    move(
        page,
        heads + HEAD_SIZE * (index + 1),
        heads + HEAD_SIZE * index,
        count - index - 1,
        HEAD_SIZE);
    move(page, slots, newSlots, index, SLOT_SIZE);
    move(
        page,
        slots + SLOT_SIZE * (index + 1),
        newSlots + SLOT_SIZE * index,
        count - index - 1,
        SLOT_SIZE);
    Memory.putShort(page, COUNT, (short) (count - 1));
    if (count == 1) {
      clearCells(page);
    } else {
      giveBack(page, cell, size);
    }
  }

  private static void giveBack(long page, int from, int size) {
    if (from == Node.heapStart(page)) {
      Memory.putInt(page, HEAP_START, from + size);
    } else {
      Memory.putShort(page, GARBAGE, (short) (Node.garbage(page) + size));
    }
  }

  /** Replaces the value of cell {@code index}; there must be room. */
  public void setValue(
      long page, int index, byte[] value, int valueFrom, int valueLength, boolean chained) {
    int cell = Node.cell(page, pageSize, index);
    int old = Node.valueLength(page, pageSize, cell);
    if (valueLength > old) {
      cell = moveCell(page, index, cell, valueLength);
    } else if (valueLength < old) {
      // The rest lies inside the heap; only compaction finds it again.
      Memory.putShort(page, GARBAGE, (short) (Node.garbage(page) + old - valueLength));
    }
    Memory.putShort(
        page, cell + CELL_VALUE_LENGTH, (short) (chained ? valueLength | CHAINED : valueLength));
    Memory.copyIn(value, valueFrom, page + Node.valueStart(page, pageSize, cell), valueLength);
  }

  /** Gives a cell a larger place: its key moves, its value is still to be written. */
  private int moveCell(long page, int index, int cell, int valueLength) {
    int keyLength = Node.keyLength(page, pageSize, cell);
    int oldSize = Node.cellSize(page, pageSize, cell);
    int size = CELL_KEY + keyLength + valueLength;
    if (Node.contiguousSpace(page, pageSize) < size) {
      // Without its old value, which nobody needs any more.
      int oldValue = Node.valueLength(page, pageSize, cell);
      Memory.putShort(page, cell + CELL_VALUE_LENGTH, (short) 0);
      Memory.putShort(page, GARBAGE, (short) (Node.garbage(page) + oldValue));
      return growAfterCompaction(page, index, valueLength);
    }
    int place = Node.heapStart(page) - size;
    Memory.copy(page + cell, page + place, CELL_KEY + keyLength);
    Memory.putShort(page, Node.slots(page, pageSize) + SLOT_SIZE * index, (short) place);
    Memory.putInt(page, HEAP_START, place);
    Memory.putShort(page, GARBAGE, (short) (Node.garbage(page) + oldSize));
    return place;
  }

  /** Compacts so that cell {@code index} comes last, at the heap's start, where it can grow. */
  private int growAfterCompaction(long page, int index, int valueLength) {
    compact(page, index);
    int cell = Node.cell(page, pageSize, index);
    int keyLength = Node.keyLength(page, pageSize, cell);
    int place = cell - valueLength;
    if (place < Node.slotsEnd(page, pageSize)) {
      throw new IllegalStateException(
          "a value of %d bytes where %d are free"
              .formatted(valueLength, Node.contiguousSpace(page, pageSize)));
    }
    Memory.copy(page + cell, page + place, CELL_KEY + keyLength);
    Memory.putShort(page, Node.slots(page, pageSize) + SLOT_SIZE * index, (short) place);
    Memory.putInt(page, HEAP_START, place);
    return place;
  }

  /** Moves all cells together; the order of the cells and what they hold stay. */
  void compact(long page) {
    compact(page, -1);
  }

  private void compact(long page, int last) {
    int count = Node.count(page, pageSize);
    int slots = Node.slots(page, pageSize);
    int start = Node.heapStart(page);
    Memory.copyOut(page + start, heap, start, pageSize - start);
    int end = pageSize;
    for (int i = 0; i < count; i++) {
      if (i != last) {
        end = place(page, slots + SLOT_SIZE * i, end);
      }
    }
    if (last >= 0) {
      end = place(page, slots + SLOT_SIZE * last, end);
    }
    Memory.putInt(page, HEAP_START, end);
    Memory.putShort(page, GARBAGE, (short) 0);
  }

  private int place(long page, int slot, int end) {
    int cell = Memory.getShort(page, slot) & 0xffff;
    int size =
        CELL_KEY
            + unsigned(cell + CELL_KEY_LENGTH)
            + (unsigned(cell + CELL_VALUE_LENGTH) & ~CHAINED);
    int place = end - size;
    Memory.copyIn(heap, cell, page + place, size);
    Memory.putShort(page, slot, (short) place);
    return place;
  }

  // ---------------------------------------------------------------- between nodes

  /**
   * Appends the cells {@code [from, to)} of {@code source} behind those of {@code target}, whose
   * range holds their keys.
   */
  public void appendCells(long source, int from, int to, long target) {
    int sourcePrefix = Node.prefixLength(source, pageSize);
    int prefix = Node.prefixLength(target, pageSize);
    int fromPrefix = Math.max(0, sourcePrefix - prefix);
    int skipped = Math.max(0, prefix - sourcePrefix);
    for (int i = from; i < to; i++) {
      int cell = Node.cell(source, pageSize, i);
      int keyLength = Node.keyLength(source, pageSize, cell);
      int valueLength = Node.valueLength(source, pageSize, cell);
      int index = Node.count(target, pageSize);
      int place = openCell(target, index, fromPrefix + keyLength - skipped, valueLength);
      Memory.putShort(
          target, place + CELL_VALUE_LENGTH, Memory.getShort(source, cell + CELL_VALUE_LENGTH));
      Memory.copy(source + FENCES + prefix, target + place + CELL_KEY, fromPrefix);
      Memory.copy(
          source + cell + CELL_KEY + skipped,
          target + place + CELL_KEY + fromPrefix,
          keyLength - skipped + valueLength);
      putHead(target, index, place);
    }
  }
}
