package dev.latchtree.buffer;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;

/**
 * A page that knows what it should look like.
 *
 * <pre>
 *  offset size field
 *      24    8 slot      which of the test's things it is
 *      32    8 version   how often it was changed
 *      40    8 checksum  of slot, version, page id and payload
 *      48  ... payload   made from slot and version
 * </pre>
 */
final class SelfCheckingPage {

  private static final int SLOT = PageLayout.HEADER_SIZE;
  private static final int VERSION = SLOT + Long.BYTES;
  private static final int CHECKSUM = VERSION + Long.BYTES;
  private static final int PAYLOAD = CHECKSUM + Long.BYTES;
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private SelfCheckingPage() {}

  static void write(long page, int pageSize, long slot, long version) {
    Memory.putLong(page, SLOT, slot);
    Memory.putLong(page, VERSION, version);
    long word = slot * PRIME + version;
    for (int at = PAYLOAD; at < pageSize; at += Long.BYTES) {
      word = word * PRIME + 1;
      Memory.putLong(page, at, word);
    }
    Memory.putLong(page, CHECKSUM, checksum(page, pageSize));
  }

  static boolean isWhole(long page, int pageSize) {
    return Memory.getLong(page, CHECKSUM) == checksum(page, pageSize);
  }

  static long slot(long page) {
    return Memory.getLong(page, SLOT);
  }

  static long version(long page) {
    return Memory.getLong(page, VERSION);
  }

  private static long checksum(long page, int pageSize) {
    long sum = Memory.getLong(page, PageLayout.PAGE_ID);
    for (int at = SLOT; at < pageSize; at += Long.BYTES) {
      if (at != CHECKSUM) {
        sum = sum * 31 + Memory.getLong(page, at);
      }
    }
    return sum;
  }
}
