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
 * Reads nodes.
 *
 * <p><b>Torn pages.</b> A reader without a latch may see a page that somebody changes meanwhile, or
 * that is no node any more. Every offset and length that comes out of a page is therefore clamped
 * to the page before it is used: each method returns in bounded time and touches no byte outside of
 * the page, but what it returns means something only if the page's version is validated afterwards.
 *
 * <p>Keys are passed as arrays and lengths; {@code key} starts at index 0.
 */
public final class Node {

  private static final int GREATEST_HEAD = -1;

  private static final int CACHE_LINE = 64;

  /** Header, fences, heads and slots of a leaf of the default size with some hundred cells. */
  private static final int TOUCHED = 10 * CACHE_LINE;

  private Node() {}

  // ---------------------------------------------------------------- header

  public static boolean isNode(long page) {
    return Memory.getByte(page, KIND) == KIND_NODE;
  }

  public static boolean isLeaf(long page) {
    return level(page) == 0;
  }

  public static int level(long page) {
    return Memory.getByte(page, LEVEL) & 0xff;
  }

  public static int treeId(long page) {
    return Memory.getInt(page, TREE_ID);
  }

  public static long rightLink(long page) {
    return Memory.getLong(page, RIGHT_LINK);
  }

  /** How many cells there are. */
  public static int count(long page, int pageSize) {
    int most = (pageSize - heads(page, pageSize)) / (HEAD_SIZE + SLOT_SIZE);
    return Math.min(unsigned(page, COUNT), most);
  }

  /** Bytes that all keys of the node begin with, and its low fence. */
  public static int prefixLength(long page, int pageSize) {
    return Math.min(unsigned(page, PREFIX), lowLength(page, pageSize));
  }

  static int heapStart(long page) {
    return Memory.getInt(page, HEAP_START);
  }

  static int garbage(long page) {
    return unsigned(page, GARBAGE);
  }

  // ---------------------------------------------------------------- fences

  static int lowLength(long page, int pageSize) {
    return Math.min(unsigned(page, LOW_LENGTH), NodeLayout.maxKeyLength(pageSize));
  }

  static int highLength(long page, int pageSize) {
    return Math.min(unsigned(page, HIGH_LENGTH), NodeLayout.maxKeyLength(pageSize));
  }

  public static boolean isRightmost(long page) {
    return (Memory.getShort(page, FLAGS) & HIGH_INFINITE) != 0;
  }

  /** Whether {@code key} is not less than the low fence. */
  public static boolean startsBefore(long page, int pageSize, byte[] key, int length) {
    return compareLow(page, pageSize, key, length) <= 0;
  }

  /** Whether there are keys below the low fence. */
  public static boolean startsAbove(long page, int pageSize) {
    return lowLength(page, pageSize) > 0;
  }

  /** Compares the low fence with a key. */
  public static int compareLow(long page, int pageSize, byte[] key, int length) {
    return Keys.compare(page, FENCES, lowLength(page, pageSize), key, 0, length);
  }

  /** Whether {@code key} is less than the high fence. */
  public static boolean endsBehind(long page, int pageSize, byte[] key, int length) {
    return isRightmost(page) || compareHigh(page, pageSize, key, length) > 0;
  }

  /** Compares the high fence, which is finite, with a key. */
  public static int compareHigh(long page, int pageSize, byte[] key, int length) {
    int low = lowLength(page, pageSize);
    return Keys.compare(page, FENCES + low, highLength(page, pageSize), key, 0, length);
  }

  /** Copies the low fence to {@code target}; returns its length. */
  public static int copyLow(long page, int pageSize, byte[] target) {
    int length = lowLength(page, pageSize);
    Memory.copyOut(page + FENCES, target, 0, length);
    return length;
  }

  /** Copies what all keys of the node begin with to {@code target} at {@code start}. */
  public static void copyPrefix(long page, int pageSize, byte[] target, int start) {
    Memory.copyOut(page + FENCES, target, start, prefixLength(page, pageSize));
  }

  /** Copies the high fence to {@code target}; returns its length, 0 if it is infinite. */
  public static int copyHigh(long page, int pageSize, byte[] target) {
    int length = highLength(page, pageSize);
    Memory.copyOut(page + FENCES + lowLength(page, pageSize), target, 0, length);
    return length;
  }

  // ---------------------------------------------------------------- search

  /**
   * Reads something of each cache line that a search goes through: header, fences, heads, slots. So
   * they come from memory side by side; the search alone asks for one when it has the other. For
   * leaves: inner nodes are mostly in the processor's caches.
   *
   * @return nothing that means anything; to be kept somewhere, or the reads are left out
   */
  public static int touch(long page, int pageSize) {
    int end = Math.min(pageSize, TOUCHED);
    int sum = 0;
    for (int line = 0; line < end; line += CACHE_LINE) {
      sum += Memory.getInt(page, line);
    }
    return sum;
  }

  /**
   * Looks for a key that is within the node's fences.
   *
   * @return the index of its cell, or {@code -(i + 1)} where {@code i} is the first cell with a
   *     larger key
   */
  public static int find(long page, int pageSize, byte[] key, int length) {
    int prefix = Math.min(prefixLength(page, pageSize), length);
    int rest = length - prefix;
    int head = Keys.head(key, prefix, rest);
    int heads = heads(page, pageSize);
    int count = count(page, pageSize);
    int from = firstNotBelow(page, heads, count, head);
    int to = endOfRun(page, heads, count, head, from);
    int slots = heads + HEAD_SIZE * count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int cell = cellAt(page, pageSize, slots, middle);
      int order =
          Keys.compare(page, cell + CELL_KEY, keyLength(page, pageSize, cell), key, prefix, rest);
      if (order < 0) {
        from = middle + 1;
      } else if (order > 0) {
        to = middle;
      } else {
        return middle;
      }
    }
    return -(from + 1);
  }

  /**
   * The index of the first head that is not less than {@code head}. Without a branch that depends
   * on what is found: half of those would be guessed wrong, and each wrong guess costs more than
   * the step.
   */
  private static int firstNotBelow(long page, int heads, int count, int head) {
    long wanted = Integer.toUnsignedLong(head);
    int base = 0;
    int left = count;
    while (left > 1) {
      int half = left >>> 1;
      base += half & isBelow(page, heads + HEAD_SIZE * (base + half - 1), wanted);
      left -= half;
    }
    return left == 0 ? 0 : base - isBelow(page, heads + HEAD_SIZE * base, wanted);
  }

  /**
   * The end of the heads from {@code from} on that are equal to {@code head}: mostly none or one.
   */
  private static int endOfRun(long page, int heads, int count, int head, int from) {
    if (!isHead(page, heads, count, from, head)) {
      return from;
    }
    if (!isHead(page, heads, count, from + 1, head)) {
      return from + 1;
    }
    return head == GREATEST_HEAD ? count : firstNotBelow(page, heads, count, head + 1);
  }

  private static boolean isHead(long page, int heads, int count, int index, int head) {
    return index < count && Memory.getInt(page, heads + HEAD_SIZE * index) == head;
  }

  /** -1 if the head at this offset is less than {@code wanted}, else 0. */
  private static int isBelow(long page, int offset, long wanted) {
    return (int) ((Integer.toUnsignedLong(Memory.getInt(page, offset)) - wanted) >> Integer.SIZE);
  }

  /** The index of the cell whose child holds a key that is within the fences of an inner node. */
  public static int childIndex(long page, int pageSize, byte[] key, int length) {
    int found = find(page, pageSize, key, length);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  // ---------------------------------------------------------------- cells

  /** Where cell {@code index} starts in the page. */
  public static int cell(long page, int pageSize, int index) {
    int slots = heads(page, pageSize) + HEAD_SIZE * count(page, pageSize);
    return cellAt(page, pageSize, slots, index);
  }

  private static int cellAt(long page, int pageSize, int slots, int index) {
    int slot = Math.min(slots + SLOT_SIZE * index, pageSize - SLOT_SIZE);
    return Math.min(unsigned(page, slot), pageSize - CELL_KEY);
  }

  /** Bytes of a cell's key, without the prefix. */
  static int keyLength(long page, int pageSize, int cell) {
    return Math.min(unsigned(page, cell + CELL_KEY_LENGTH), pageSize - CELL_KEY - cell);
  }

  /** Bytes of a cell's value as it lies in the page. */
  public static int valueLength(long page, int pageSize, int cell) {
    return valueLength(page, pageSize, cell, keyLength(page, pageSize, cell));
  }

  private static int valueLength(long page, int pageSize, int cell, int keyLength) {
    int length = unsigned(page, cell + CELL_VALUE_LENGTH) & ~CHAINED;
    return Math.min(length, pageSize - cell - CELL_KEY - keyLength);
  }

  /**
   * Copies a cell's value to the start of {@code target}, as much as has room there; returns its
   * length. Each length is read once: two calls on a page that changes meanwhile may disagree.
   */
  public static int copyValue(long page, int pageSize, int cell, byte[] target) {
    return copyValue(page, pageSize, cell, target, 0);
  }

  /** Like {@link #copyValue(long, int, int, byte[])}, to {@code target} from {@code start} on. */
  public static int copyValue(long page, int pageSize, int cell, byte[] target, int start) {
    int keyLength = keyLength(page, pageSize, cell);
    int length = valueLength(page, pageSize, cell, keyLength);
    int room = Math.min(length, target.length - start);
    Memory.copyOut(page + cell + CELL_KEY + keyLength, target, start, room);
    return length;
  }

  /** Whether a cell's value, which is not torn, is {@code expected}. */
  public static boolean valueEquals(long page, int pageSize, int cell, byte[] expected) {
    int start = valueStart(page, pageSize, cell);
    int length = valueLength(page, pageSize, cell);
    return length == expected.length
        && Keys.compare(page, start, length, expected, 0, expected.length) == 0;
  }

  /** Bytes of a cell: two lengths, key without prefix, value. */
  public static int cellSize(long page, int pageSize, int cell) {
    int keyLength = keyLength(page, pageSize, cell);
    return CELL_KEY + keyLength + valueLength(page, pageSize, cell, keyLength);
  }

  /** Whether a cell's value says where the user's value lies. */
  public static boolean isChained(long page, int cell) {
    return (unsigned(page, cell + CELL_VALUE_LENGTH) & CHAINED) != 0;
  }

  /** Where in the page a cell's value starts. */
  public static int valueStart(long page, int pageSize, int cell) {
    return cell + CELL_KEY + keyLength(page, pageSize, cell);
  }

  /** The page id in a cell of an inner node. */
  public static long child(long page, int pageSize, int index) {
    int start = valueStart(page, pageSize, cell(page, pageSize, index));
    return Memory.getLong(page, Math.min(start, pageSize - Long.BYTES));
  }

  /** Copies the whole key of cell {@code index} to {@code target}; returns its length. */
  public static int copyKey(long page, int pageSize, int index, byte[] target) {
    return copyKey(page, pageSize, cell(page, pageSize, index), target, 0);
  }

  /**
   * Copies the whole key of the cell at {@code cell} to {@code target} from {@code start} on, as
   * much as has room there; returns its length.
   */
  public static int copyKey(long page, int pageSize, int cell, byte[] target, int start) {
    int prefix = prefixLength(page, pageSize);
    int rest = Math.min(keyLength(page, pageSize, cell), target.length - start - prefix);
    Memory.copyOut(page + FENCES, target, start, prefix);
    Memory.copyOut(page + cell + CELL_KEY, target, start + prefix, rest);
    return prefix + rest;
  }

  // ---------------------------------------------------------------- space

  /** The part of the page that is in use, 0 to 1. */
  public static double fill(long page, int pageSize) {
    return 1 - (double) freeSpace(page, pageSize) / (pageSize - NodeLayout.FENCES);
  }

  /** Bytes that cells can still take, each with its {@link NodeLayout#CELL_OVERHEAD}. */
  public static int freeSpace(long page, int pageSize) {
    return contiguousSpace(page, pageSize) + garbage(page);
  }

  /** Whether a new cell with a key of this length, prefix and all, has room. */
  public static boolean hasRoom(long page, int pageSize, int keyLength, int valueLength) {
    int rest = keyLength - prefixLength(page, pageSize);
    return freeSpace(page, pageSize) >= NodeLayout.CELL_OVERHEAD + rest + valueLength;
  }

  /** Whether the value of cell {@code index} can become {@code valueLength} long. */
  public static boolean hasRoomForValue(long page, int pageSize, int index, int valueLength) {
    int growth = valueLength - valueLength(page, pageSize, cell(page, pageSize, index));
    return growth <= freeSpace(page, pageSize);
  }

  /** Bytes of heads, slots and cells if {@code prefix} bytes of each key were left out. */
  static int cellsSize(long page, int pageSize, int prefix) {
    int each = HEAD_SIZE + SLOT_SIZE + prefixLength(page, pageSize) - prefix;
    return pageSize - heapStart(page) - garbage(page) + count(page, pageSize) * each;
  }

  /** Those of {@link #freeSpace} that lie together. */
  static int contiguousSpace(long page, int pageSize) {
    return heapStart(page) - slotsEnd(page, pageSize);
  }

  static int heads(long page, int pageSize) {
    int end = FENCES + lowLength(page, pageSize) + highLength(page, pageSize);
    return (end + HEAD_SIZE - 1) & -HEAD_SIZE;
  }

  static int slots(long page, int pageSize) {
    return heads(page, pageSize) + HEAD_SIZE * count(page, pageSize);
  }

  static int slotsEnd(long page, int pageSize) {
    return heads(page, pageSize) + (HEAD_SIZE + SLOT_SIZE) * count(page, pageSize);
  }

  static int unsigned(long page, int offset) {
    return Memory.getShort(page, offset) & 0xffff;
  }
}
