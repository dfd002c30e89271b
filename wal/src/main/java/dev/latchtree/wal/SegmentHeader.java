package dev.latchtree.wal;

import dev.latchtree.storage.StorageFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the first block of a segment file says, see {@link SegmentLayout}.
 *
 * <p>Crash: the header is durable before the file gets its name. So a file that has a segment's
 * name and no valid header was damaged, or was put there by somebody else.
 *
 * @param segmentSize bytes of a segment file, a legal size of {@link LogGeometry}
 * @param segmentIndex which part of the log the file holds
 * @param logId of the log it belongs to
 */
record SegmentHeader(int segmentSize, long segmentIndex, long logId) {

  /** The damage's LSN if no header says how long segments are. */
  static final long UNKNOWN_LSN = -1;

  /**
   * The largest index any log can reach: LSNs of the largest segments are still positive. Files
   * with a larger one in their name belong to no log.
   */
  static final long MAX_INDEX = Long.MAX_VALUE / SegmentLayout.MAX_SEGMENT - 2;

  SegmentHeader {
    new LogGeometry(segmentSize); // throws if it is no legal size
    if (segmentIndex < 0 || segmentIndex > MAX_INDEX) {
      throw new IllegalArgumentException("no log has a segment " + segmentIndex);
    }
  }

  /** The whole header block, ready to be written at position 0. */
  ByteBuffer encode() {
    ByteBuffer block =
        ByteBuffer.allocateDirect(SegmentLayout.HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    block.putLong(SegmentLayout.MAGIC_FIELD, SegmentLayout.MAGIC);
    block.putInt(SegmentLayout.FORMAT_VERSION, SegmentLayout.VERSION);
    block.putInt(SegmentLayout.SEGMENT_SIZE, segmentSize);
    block.putLong(SegmentLayout.SEGMENT_INDEX, segmentIndex);
    block.putLong(SegmentLayout.LOG_ID, logId);
    block.putInt(SegmentLayout.CHECKSUM, checksum(block));
    return block;
  }

  /**
   * Reads and verifies the header of the file that is named as segment {@code index}.
   *
   * @param lsn where the segment starts, or {@link #UNKNOWN_LSN}; for the message
   * @throws LogFormatException if the file is of another version
   * @throws CorruptLogException if it has no valid header
   */
  static SegmentHeader read(StorageFile file, long index, long lsn) throws IOException {
    ByteBuffer fields = ByteBuffer.allocateDirect(SegmentLayout.FIELDS_SIZE);
    try {
      file.readFully(fields, 0);
    } catch (EOFException e) {
      CorruptLogException failure =
          new CorruptLogException(
              file.describe(), lsn, "the file ends inside its header, at " + file.size());
      failure.initCause(e);
      throw failure;
    }
    return decode(file.describe(), index, lsn, fields.flip());
  }

  /** Verifies the first {@link SegmentLayout#FIELDS_SIZE} bytes of a file, see {@link #read}. */
  static SegmentHeader decode(String file, long index, long lsn, ByteBuffer fields)
      throws CorruptLogException, LogFormatException {
    ByteBuffer bytes = fields.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    String fault = faultOf(bytes);
    if (fault != null) {
      throw new CorruptLogException(file, lsn, fault);
    }
    // The checksum is right, so this is what was written: every version keeps these 64 bytes.
    int version = bytes.getInt(SegmentLayout.FORMAT_VERSION);
    if (version != SegmentLayout.VERSION) {
      throw new LogFormatException(
          "%s has log format %d, this version reads format %d"
              .formatted(file, version, SegmentLayout.VERSION));
    }
    int size = bytes.getInt(SegmentLayout.SEGMENT_SIZE);
    long storedIndex = bytes.getLong(SegmentLayout.SEGMENT_INDEX);
    if (!LogGeometry.isLegal(size)) {
      throw new CorruptLogException(
          file, lsn, "its header names a segment size of %d bytes".formatted(size));
    }
    if (storedIndex != index) {
      throw new CorruptLogException(
          file,
          lsn,
          "its header says segment %d, its name segment %d".formatted(storedIndex, index));
    }
    return new SegmentHeader(size, index, bytes.getLong(SegmentLayout.LOG_ID));
  }

  private static @Nullable String faultOf(ByteBuffer bytes) {
    long magic = bytes.getLong(SegmentLayout.MAGIC_FIELD);
    if (magic != SegmentLayout.MAGIC) {
      return "it is no log segment (starts with 0x%016x, not 0x%016x)"
          .formatted(magic, SegmentLayout.MAGIC);
    }
    int stored = bytes.getInt(SegmentLayout.CHECKSUM);
    int actual = checksum(bytes);
    return stored == actual
        ? null
        : "its header has checksum 0x%08x, computed 0x%08x".formatted(stored, actual);
  }

  private static int checksum(ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(0, SegmentLayout.CHECKSUM));
    return (int) crc.getValue();
  }
}
