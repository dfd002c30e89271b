package dev.latchtree.wal;

import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Says in a segment's header block that the log starts there: all segments before were truncated,
 * see {@link SegmentLayout}. It is durable before the first of them is removed. So if one of those
 * comes back, because a removal never reached the disk, nobody takes the gap behind it for damage.
 */
final class StartMark {

  private StartMark() {}

  /** Marks an open segment, durably. */
  static void put(StorageFile file, SegmentHeader header) throws IOException {
    ByteBuffer mark =
        ByteBuffer.allocateDirect(SegmentLayout.START_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    mark.putLong(SegmentLayout.START_MAGIC_FIELD, SegmentLayout.START_MAGIC);
    mark.putLong(SegmentLayout.START_INDEX, header.segmentIndex());
    mark.putLong(SegmentLayout.START_LOG_ID, header.logId());
    mark.putInt(SegmentLayout.START_CHECKSUM, checksum(mark));
    file.writeFully(mark, SegmentLayout.START);
    file.sync();
  }

  /** Whether the segment is marked. */
  static boolean isIn(StorageFile file, SegmentHeader header) throws IOException {
    if (file.size() < SegmentLayout.HEADER_SIZE) {
      return false;
    }
    ByteBuffer mark =
        ByteBuffer.allocateDirect(SegmentLayout.START_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(mark, SegmentLayout.START);
    return mark.getLong(SegmentLayout.START_MAGIC_FIELD) == SegmentLayout.START_MAGIC
        && mark.getLong(SegmentLayout.START_INDEX) == header.segmentIndex()
        && mark.getLong(SegmentLayout.START_LOG_ID) == header.logId()
        && mark.getInt(SegmentLayout.START_CHECKSUM) == checksum(mark);
  }

  private static int checksum(ByteBuffer mark) {
    CRC32C crc = new CRC32C();
    crc.update(mark.slice(0, SegmentLayout.START_CHECKSUM));
    return (int) crc.getValue();
  }
}
