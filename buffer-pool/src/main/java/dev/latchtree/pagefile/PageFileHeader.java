package dev.latchtree.pagefile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Page 0 of every page file, little endian: what the file is. Written once, when it is created.
 *
 * <pre>
 *  offset size field     notes
 *       0    4 checksum  CRC32C of [4, 64)
 *       4    4 version   of this format
 *       8    8 magic     "LTpages" and a zero byte
 *      16    4 pageSize  in bytes
 *      20   44           zero
 * </pre>
 *
 * Only the first 64 bytes count, so that they can be read before the page size is known.
 */
final class PageFileHeader {

  static final int VERSION = 1;
  static final int SIZE = 64;

  private static final int CHECKSUM = 0;
  private static final int FORMAT_VERSION = 4;
  private static final int MAGIC = 8;
  private static final int PAGE_SIZE = 16;
  private static final long MAGIC_VALUE = 0x0073_6567_6170_544cL;

  private PageFileHeader() {}

  /** The whole header page, ready to be written. */
  static ByteBuffer create(int pageSize) {
    ByteBuffer page = ByteBuffer.allocateDirect(pageSize).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(FORMAT_VERSION, VERSION);
    page.putLong(MAGIC, MAGIC_VALUE);
    page.putInt(PAGE_SIZE, pageSize);
    page.putInt(CHECKSUM, PageSeal.checksum(page, 0, SIZE));
    return page;
  }

  /** Checks the first {@link #SIZE} bytes of a file against what the caller wants to open. */
  static void verify(String file, ByteBuffer header, int pageSize) {
    ByteBuffer bytes = header.order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getLong(MAGIC) != MAGIC_VALUE) {
      throw new PageFileFormatException(file + " is not a LatchTree page file");
    }
    if (bytes.getInt(FORMAT_VERSION) != VERSION) {
      throw new PageFileFormatException(
          file
              + " has page-file format "
              + bytes.getInt(FORMAT_VERSION)
              + ", this version reads format "
              + VERSION);
    }
    if (bytes.getInt(CHECKSUM) != PageSeal.checksum(bytes, 0, SIZE)) {
      throw new PageFileFormatException(file + " has a damaged header (checksum mismatch)");
    }
    if (bytes.getInt(PAGE_SIZE) != pageSize) {
      throw new PageFileFormatException(
          file
              + " has pages of "
              + bytes.getInt(PAGE_SIZE)
              + " bytes, "
              + pageSize
              + " were asked for: open it with the page size it was created with");
    }
  }
}
