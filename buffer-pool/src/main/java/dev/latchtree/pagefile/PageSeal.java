package dev.latchtree.pagefile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The checksum of a page image: stamped before it is written, proved after it was read. */
public final class PageSeal {

  private PageSeal() {}

  /** Stamps the checksum into the image of {@code pageSize} bytes at {@code start}. */
  public static void stamp(ByteBuffer images, int start, int pageSize) {
    littleEndian(images).putInt(start + PageLayout.CHECKSUM, checksum(images, start, pageSize));
  }

  /** The LSN in the image at {@code start}. */
  public static long pageLsn(ByteBuffer images, int start) {
    return littleEndian(images).getLong(start + PageLayout.PAGE_LSN);
  }

  /** Proves that the image at {@code start} is {@code pageId}, whole and unchanged. */
  static void verify(String file, long pageId, ByteBuffer images, int start, int pageSize) {
    ByteBuffer page = littleEndian(images);
    int stored = page.getInt(start + PageLayout.CHECKSUM);
    long storedId = page.getLong(start + PageLayout.PAGE_ID);
    int actual = checksum(images, start, pageSize);
    if (stored != actual) {
      throw stored == 0 && storedId == 0
          ? CorruptPageException.neverWritten(file, pageId)
          : CorruptPageException.checksum(file, pageId, stored, actual);
    }
    if (storedId != pageId) {
      throw CorruptPageException.misdirected(file, pageId, storedId);
    }
  }

  /** CRC32C of what follows the checksum itself. */
  static int checksum(ByteBuffer bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(start + PageLayout.CLIENT, length - PageLayout.CLIENT));
    return (int) crc.getValue();
  }

  private static ByteBuffer littleEndian(ByteBuffer buffer) {
    return buffer.order() == ByteOrder.LITTLE_ENDIAN
        ? buffer
        : buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
