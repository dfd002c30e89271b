package dev.latchtree.node;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;
import java.util.BitSet;

/**
 * A page that says which of a run of page ids are in use (rule T9). Little endian.
 *
 * <pre>
 *  offset size field       notes
 *       0   24 the pool's  see PageLayout
 *       4    1 kind        in the client's bytes: {@link #KIND_SPACE_MAP}
 *      24    8 first id    the id that bit 0 is about
 *      32    4 span        how many ids, one after the other, the page is about
 *      36    4 zero
 *      40      bits        bit n is bit n % 8 of byte n / 8; 1: in use, 0: free, or never used
 * </pre>
 */
public final class SpaceMapPage {

  /** In the kind's byte. */
  public static final int KIND_SPACE_MAP = 3;

  private static final int KIND = NodeLayout.KIND;
  private static final int FIRST_ID = PageLayout.HEADER_SIZE;
  private static final int SPAN = FIRST_ID + Long.BYTES;
  private static final int BITS = SPAN + 2 * Integer.BYTES;

  private SpaceMapPage() {}

  /** The largest span. */
  public static int capacity(int pageSize) {
    return Byte.SIZE * (pageSize - BITS);
  }

  /** Whether the page is a map of any ids. */
  public static boolean is(long page) {
    return Memory.getByte(page, KIND) == KIND_SPACE_MAP;
  }

  /** Whether the page is the map of {@code span} ids from {@code firstId} on. */
  public static boolean is(long page, long firstId, int span) {
    return Memory.getByte(page, KIND) == KIND_SPACE_MAP
        && Memory.getLong(page, FIRST_ID) == firstId
        && Memory.getInt(page, SPAN) == span;
  }

  /** Makes the page a map on which nothing is in use; the caller holds it exclusively. */
  public static void format(long page, int pageSize, long firstId, int span) {
    Memory.zero(page + FIRST_ID, pageSize - FIRST_ID);
    Memory.putByte(page, KIND, (byte) KIND_SPACE_MAP);
    Memory.putLong(page, FIRST_ID, firstId);
    Memory.putInt(page, SPAN, span);
  }

  /** Whether the id that bit {@code index} is about is in use; the caller holds the page. */
  public static boolean isUsed(long page, int index) {
    return (byteOf(page, index) & maskOf(index)) != 0;
  }

  /** Sets bit {@code index}; the caller holds the page exclusively. */
  public static void mark(long page, int index, boolean used) {
    int rest = byteOf(page, index) & ~maskOf(index);
    Memory.putByte(page, BITS + index / Byte.SIZE, (byte) (used ? rest | maskOf(index) : rest));
  }

  /** Adds all ids that are in use to {@code ids}; the caller holds the page. */
  public static void addUsed(long page, BitSet ids) {
    long first = Memory.getLong(page, FIRST_ID);
    int span = Memory.getInt(page, SPAN);
    for (int i = 0; i < span; i++) {
      if (isUsed(page, i)) {
        ids.set(Math.toIntExact(first + i));
      }
    }
  }

  private static int byteOf(long page, int index) {
    return Memory.getByte(page, BITS + index / Byte.SIZE);
  }

  private static int maskOf(int index) {
    return 1 << index % Byte.SIZE;
  }
}
