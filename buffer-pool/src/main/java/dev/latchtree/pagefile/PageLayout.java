package dev.latchtree.pagefile;

/**
 * The part of each page that the buffer pool and the page file own, little endian. The rest belongs
 * to whoever uses the page.
 *
 * <pre>
 *  offset size field     notes
 *       0    4 checksum  CRC32C of [4, pageSize); stamped on the copy that is written, never kept
 *                        up to date in memory
 *       4    4 client    four bytes of the page's user
 *       8    8 pageLsn   the newest log record applied here; only grows
 *      16    8 pageId    where the page belongs: a misdirected write is found by it
 *      24      ...       the page's user, to pageSize
 * </pre>
 *
 * Every 8-byte field lies on a multiple of 8.
 */
public final class PageLayout {

  public static final int CHECKSUM = 0;
  public static final int CLIENT = CHECKSUM + Integer.BYTES;
  public static final int PAGE_LSN = CLIENT + Integer.BYTES;
  public static final int PAGE_ID = PAGE_LSN + Long.BYTES;
  public static final int HEADER_SIZE = PAGE_ID + Long.BYTES;

  /** The smallest and the largest page; sizes are powers of two. */
  public static final int MIN_PAGE_SIZE = 4 * 1024;

  public static final int MAX_PAGE_SIZE = 64 * 1024;

  private PageLayout() {}

  /**
   * Returns {@code pageSize} if it is 4, 8, 16, 32 or 64 KiB.
   *
   * @throws IllegalArgumentException if not, naming what is allowed
   */
  public static int requirePageSize(int pageSize) {
    if (pageSize < MIN_PAGE_SIZE || pageSize > MAX_PAGE_SIZE || Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException(
          "page size must be 4096, 8192, 16384, 32768 or 65536 bytes: " + pageSize);
    }
    return pageSize;
  }
}
