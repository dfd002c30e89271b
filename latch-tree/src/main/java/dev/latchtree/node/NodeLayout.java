package dev.latchtree.node;

import dev.latchtree.pagefile.PageLayout;

/**
 * A node: one page of a tree, on any level. Little endian.
 *
 * <pre>
 *  offset        size field        notes
 *       0          24 the pool's   checksum, client, page LSN, page id: see PageLayout
 *       4           1   kind       in the client's bytes: {@link #KIND_NODE}
 *       5           1   level      0 is a leaf
 *       6           2   flags      {@link #HIGH_INFINITE}
 *      24           8 right link   page id of the right neighbour, 0 if there is none
 *      32           4 tree id
 *      36           4 heap start   the heap is [heap start, page size)
 *      40           2 count        of cells
 *      42           2 prefix       bytes that all keys of the range have in common; not in the cells
 *      44           2 low length   of the low fence
 *      46           2 high length  of the high fence, 0 if that is infinite
 *      48           2 garbage      bytes of the heap that belong to no cell
 *      50           6 zero
 *      56             low fence, high fence, then zeros up to a multiple of 4
 *     ...  4 * count  heads        see below
 *     ...  2 * count  slots        offsets of the cells
 *     ...             free
 *     heap start      cells, in any order
 * </pre>
 *
 * A node holds the keys from its low fence (inclusive; the empty key is the least of all) to its
 * high fence (exclusive). A cell:
 *
 * <pre>
 *       0           2 key length    without the prefix
 *       2           2 value length  the top bit: {@link #CHAINED}
 *       4             key without the prefix, value
 * </pre>
 *
 * A head is the first four bytes of a cell's key, big endian, filled up with zeros: compared as
 * unsigned numbers they order like the keys, except that equal heads say nothing. Heads lie
 * together, so a binary search touches few cache lines.
 *
 * <p>On level 0 the values are the user's, or (CHAINED) say where they lie. Above, a cell's value
 * is the page id of a child, and its key the child's low fence; the first cell's key is the node's
 * own.
 */
public final class NodeLayout {

  static final int KIND = PageLayout.CLIENT;
  static final int LEVEL = KIND + 1;
  static final int FLAGS = LEVEL + 1;
  static final int RIGHT_LINK = PageLayout.HEADER_SIZE;
  static final int TREE_ID = RIGHT_LINK + Long.BYTES;
  static final int HEAP_START = TREE_ID + Integer.BYTES;
  static final int COUNT = HEAP_START + Integer.BYTES;
  static final int PREFIX = COUNT + Short.BYTES;
  static final int LOW_LENGTH = PREFIX + Short.BYTES;
  static final int HIGH_LENGTH = LOW_LENGTH + Short.BYTES;
  static final int GARBAGE = HIGH_LENGTH + Short.BYTES;

  /** Where the fences begin. */
  public static final int FENCES = 56;

  /** In the kind's byte. */
  public static final int KIND_NODE = 1;

  /** Flag: there is no high fence, the node's range has no end. */
  static final int HIGH_INFINITE = 1;

  static final int HEAD_SIZE = Integer.BYTES;
  static final int SLOT_SIZE = Short.BYTES;

  /** What a cell takes besides its key and value: head, slot, two lengths. */
  public static final int CELL_OVERHEAD = HEAD_SIZE + SLOT_SIZE + 2 * Short.BYTES;

  static final int CELL_KEY_LENGTH = 0;
  static final int CELL_VALUE_LENGTH = Short.BYTES;
  static final int CELL_KEY = 2 * Short.BYTES;

  /** In a value's length: the value is a reference to a chain of overflow pages. */
  public static final int CHAINED = 0x8000;

  /** No neighbour. */
  public static final long NO_PAGE = 0;

  private static final int FENCE_PADDING = HEAD_SIZE - 1;

  private NodeLayout() {}

  /** The longest key: one eighth of a page. */
  public static int maxKeyLength(int pageSize) {
    return pageSize / 8;
  }

  /**
   * The longest value that lies in its leaf (rule T7).
   *
   * <p>Let P be the page less header and padding, K the longest key, f and g the fences of a node
   * that has no room for one more cell, M the largest cell. With the new one the cells take T &lt;=
   * P - f - g + M. Take as many of them to the left as have room beside f and a separator of length
   * K. The next one had none, so more than P - f - K - M are there, and to the right go less than T
   * - (P - f - K - M) &lt;= 2 M + K - g. There is room for P - K - g. So M = P / 2 - K is small
   * enough, whatever the prefixes: they never become shorter. (On inner nodes, where not every cut
   * is allowed, the largest cell is that much smaller.)
   */
  public static int maxInlineValue(int pageSize) {
    int room = pageSize - FENCES - FENCE_PADDING;
    int largestCell = room / 2 - maxKeyLength(pageSize);
    return largestCell - CELL_OVERHEAD - maxKeyLength(pageSize);
  }
}
