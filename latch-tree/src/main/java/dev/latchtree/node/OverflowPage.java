package dev.latchtree.node;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;

/**
 * A page of a value that is too long for its leaf (rule T8). Little endian.
 *
 * <pre>
 *  offset size field       notes
 *       0   24 the pool's  see PageLayout
 *       4    1 kind        in the client's bytes: {@link #KIND_OVERFLOW}
 *      24    8 build id    of the value: no two values ever have the same
 *      32    8 next        page id of the next page of the value, 0 if this is the last
 *      40    4 index       of this page in the value, from 0
 *      44    4 length      of the bytes that follow
 *      48      bytes
 * </pre>
 *
 * Such a page never changes until it is freed. Build id and index say whose it is: a reader that
 * followed an old id finds out by them.
 *
 * <p>Reading is clamped, like that of nodes: it touches nothing outside of the page, and what it
 * returns means something only if the page is validated afterwards.
 */
public final class OverflowPage {

  /** In the kind's byte. */
  public static final int KIND_OVERFLOW = 2;

  private static final int KIND = NodeLayout.KIND;
  private static final int BUILD_ID = PageLayout.HEADER_SIZE;
  private static final int NEXT = BUILD_ID + Long.BYTES;
  private static final int INDEX = NEXT + Long.BYTES;
  private static final int LENGTH = INDEX + Integer.BYTES;
  private static final int BYTES = LENGTH + Integer.BYTES;

  private OverflowPage() {}

  /** Bytes of a value that one page holds. */
  public static int capacity(int pageSize) {
    return pageSize - BYTES;
  }

  /** Whether the page holds a part of any value. */
  public static boolean is(long page) {
    return Memory.getByte(page, KIND) == KIND_OVERFLOW;
  }

  /** Whether the page is number {@code index} of the value with this build id. */
  public static boolean is(long page, long buildId, int index) {
    return Memory.getByte(page, KIND) == KIND_OVERFLOW
        && Memory.getLong(page, BUILD_ID) == buildId
        && Memory.getInt(page, INDEX) == index;
  }

  public static long next(long page) {
    return Memory.getLong(page, NEXT);
  }

  /** Bytes on the page. */
  public static int length(long page, int pageSize) {
    return Math.max(0, Math.min(Memory.getInt(page, LENGTH), capacity(pageSize)));
  }

  /** Copies {@code length} of the page's bytes to {@code target} at {@code start}. */
  public static void copy(long page, byte[] target, int start, int length) {
    Memory.copyOut(page + BYTES, target, start, length);
  }

  /** Writes the page; the caller holds it exclusively. */
  public static void write(
      long page, long buildId, int index, long next, byte[] value, int from, int length) {
    Memory.putByte(page, KIND, (byte) KIND_OVERFLOW);
    Memory.putLong(page, BUILD_ID, buildId);
    Memory.putLong(page, NEXT, next);
    Memory.putInt(page, INDEX, index);
    Memory.putInt(page, LENGTH, length);
    Memory.copyIn(value, from, page + BYTES, length);
  }
}
