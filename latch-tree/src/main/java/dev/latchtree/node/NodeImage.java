package dev.latchtree.node;

import dev.latchtree.memory.LittleEndian;
import dev.latchtree.memory.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node's bytes in memory of one's own: {@link #copyFrom} a page, validate the page, and then read
 * at leisure, without clamping. For one thread; used again and again.
 */
public final class NodeImage {

  private final int pageSize;
  private final byte[] bytes;
  private int prefix;
  private int slots;

  public NodeImage(int pageSize) {
    this.pageSize = pageSize;
    bytes = new byte[pageSize];
  }

  /** Copies a page; what is read here means nothing unless the page is valid afterwards. */
  public void copyFrom(long page) {
    slots = Node.slots(page, pageSize);
    prefix = Node.prefixLength(page, pageSize);
    int end = Math.min(pageSize, Node.slotsEnd(page, pageSize));
    int heap = Math.max(end, Math.min(pageSize, Node.heapStart(page)));
    Memory.copyOut(page, bytes, 0, end);
    Memory.copyOut(page + heap, bytes, heap, pageSize - heap);
  }

  // ---------------------------------------------------------------- the node

  /** How many cells there are. */
  public int count() {
    return LittleEndian.getUnsignedShort(bytes, NodeLayout.COUNT);
  }

  /** A copy of the low fence. */
  public byte[] low() {
    int end = NodeLayout.FENCES + LittleEndian.getUnsignedShort(bytes, NodeLayout.LOW_LENGTH);
    return Arrays.copyOfRange(bytes, NodeLayout.FENCES, end);
  }

  /** A copy of the high fence, or null if there is none. */
  public byte @Nullable [] high() {
    int flags = LittleEndian.getUnsignedShort(bytes, NodeLayout.FLAGS);
    if ((flags & NodeLayout.HIGH_INFINITE) != 0) {
      return null;
    }
    int start = NodeLayout.FENCES + LittleEndian.getUnsignedShort(bytes, NodeLayout.LOW_LENGTH);
    int length = LittleEndian.getUnsignedShort(bytes, NodeLayout.HIGH_LENGTH);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  /** How many cells have a key below {@code key}, which need not be in the node's range. */
  public int cellsBelow(byte[] key) {
    int from = 0;
    int to = count();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(middle, key) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private int compare(int index, byte[] key) {
    int fences = NodeLayout.FENCES;
    int common = Math.min(prefix, key.length);
    int order = Arrays.compareUnsigned(bytes, fences, fences + prefix, key, 0, common);
    if (order != 0) {
      return order;
    }
    int cell = cell(index);
    return Arrays.compareUnsigned(
        bytes, cell + NodeLayout.CELL_KEY, valueStart(cell), key, common, key.length);
  }

  // ---------------------------------------------------------------- cells

  private int cell(int index) {
    return LittleEndian.getUnsignedShort(bytes, slots + NodeLayout.SLOT_SIZE * index);
  }

  private int valueStart(int cell) {
    return cell
        + NodeLayout.CELL_KEY
        + LittleEndian.getUnsignedShort(bytes, cell + NodeLayout.CELL_KEY_LENGTH);
  }

  private int valueLength(int cell) {
    int marked = LittleEndian.getUnsignedShort(bytes, cell + NodeLayout.CELL_VALUE_LENGTH);
    return marked & ~NodeLayout.CHAINED;
  }

  /** Bytes of the key of cell {@code index}. */
  public int keyLength(int index) {
    int cell = cell(index);
    return prefix + LittleEndian.getUnsignedShort(bytes, cell + NodeLayout.CELL_KEY_LENGTH);
  }

  /** A copy of the key of cell {@code index}. */
  public byte[] key(int index) {
    byte[] key = new byte[keyLength(index)];
    copyKey(index, key);
    return key;
  }

  /** Copies the key of cell {@code index} to the start of {@code target}. */
  public void copyKey(int index, byte[] target) {
    int start = cell(index) + NodeLayout.CELL_KEY;
    System.arraycopy(bytes, NodeLayout.FENCES, target, 0, prefix);
    System.arraycopy(bytes, start, target, prefix, keyLength(index) - prefix);
  }

  /** Whether the value of cell {@code index} says where the user's value lies. */
  public boolean isChained(int index) {
    int marked = LittleEndian.getUnsignedShort(bytes, cell(index) + NodeLayout.CELL_VALUE_LENGTH);
    return (marked & NodeLayout.CHAINED) != 0;
  }

  /** A copy of the value of cell {@code index}. */
  public byte[] value(int index) {
    int cell = cell(index);
    int start = valueStart(cell);
    return Arrays.copyOfRange(bytes, start, start + valueLength(cell));
  }

  /** The bytes of the page; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} the value of cell {@code index} starts. */
  public int valueStartOf(int index) {
    return valueStart(cell(index));
  }

  /** Bytes of the value of cell {@code index}. */
  public int valueLengthOf(int index) {
    return valueLength(cell(index));
  }
}
