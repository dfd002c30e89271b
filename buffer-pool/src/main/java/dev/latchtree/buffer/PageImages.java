package dev.latchtree.buffer;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;

/** The header fields of pages in memory. */
final class PageImages {

  private PageImages() {}

  /** Makes the page at {@code page} an empty one with this id. */
  static void clear(long page, int pageSize, long pageId) {
    Memory.zero(page, pageSize);
    Memory.putLong(page, PageLayout.PAGE_ID, pageId);
  }

  static long lsn(long page) {
    return Memory.getLong(page, PageLayout.PAGE_LSN);
  }

  static void setLsn(long page, long lsn) {
    Memory.putLong(page, PageLayout.PAGE_LSN, lsn);
  }
}
