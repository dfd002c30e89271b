package dev.latchtree.wal;

import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.RecordHeader.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Says of any position in a segment whether an intact record is there. Nothing is believed before
 * the checksum is right, and no memory is allocated for a length that is not: a record larger than
 * the window is checked piece by piece. Not thread safe; allocates nothing for each record.
 */
final class RecordScan {

  private final SegmentWindow window = new SegmentWindow();
  private final RecordHeader header = new RecordHeader();
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer headerCopy = ByteBuffer.allocateDirect(RecordLayout.HEADER_SIZE);
  private long baseLsn;
  private int segmentSize;
  private long expectedLsn;
  private int rest;

  /** Turns to the file that holds the LSNs from {@code newBaseLsn} on. */
  void moveTo(StorageFile file, long newBaseLsn, int newSegmentSize) {
    baseLsn = newBaseLsn;
    segmentSize = newSegmentSize;
    window.moveTo(file, newSegmentSize);
  }

  /** The header last looked at; to be believed as far as the returned fault says. */
  RecordHeader header() {
    return header;
  }

  /** Looks for a record at {@code position} of the file, a multiple of 32. */
  Fault inspect(int position) throws IOException {
    expectedLsn = baseLsn + position;
    rest = segmentSize - position;
    int at = window.find(position, RecordLayout.HEADER_SIZE);
    if (at < 0) {
      header.clear();
      return Fault.FILE_ENDS;
    }
    header.decode(window.bytes(), at);
    Fault fault = header.shapeFault(expectedLsn, rest);
    if (fault != Fault.INTACT) {
      return fault;
    }
    int covered = header.coveredLength();
    if (covered > window.capacity()) {
      return inspectLarge(position, at, covered);
    }
    at = window.find(position, covered);
    if (at < 0) {
      return Fault.FILE_ENDS;
    }
    crc.reset();
    if (covered > RecordLayout.HEADER_SIZE) {
      crc.update(window.view(at + RecordLayout.HEADER_SIZE, at + covered));
    }
    crc.update(window.view(at + RecordLayout.COVERED, at + RecordLayout.HEADER_SIZE));
    return (int) crc.getValue() == header.checksum() ? Fault.INTACT : Fault.BAD_CHECKSUM;
  }

  private Fault inspectLarge(int position, int headerAt, int covered) throws IOException {
    headerCopy.put(0, window.bytes(), headerAt, RecordLayout.HEADER_SIZE);
    crc.reset();
    for (int done = RecordLayout.HEADER_SIZE; done < covered; ) {
      int count = Math.min(window.capacity(), covered - done);
      int at = window.find(position + done, count);
      if (at < 0) {
        return Fault.FILE_ENDS;
      }
      crc.update(window.view(at, at + count));
      done += count;
    }
    headerCopy.position(RecordLayout.COVERED);
    crc.update(headerCopy);
    return (int) crc.getValue() == header.checksum() ? Fault.INTACT : Fault.BAD_CHECKSUM;
  }

  /** Whether the stored LSN at {@code position} is that of the position: a quick first look. */
  boolean namesItself(int position) throws IOException {
    int at = window.find(position, RecordLayout.HEADER_SIZE);
    return at >= 0 && window.bytes().getLong(at + RecordLayout.LSN) == baseLsn + position;
  }

  /**
   * Brings all bytes of the intact record at {@code position} into the window, which grows if it
   * must, and checks them again if they were read again.
   */
  Fault bringIn(int position) throws IOException {
    int covered = header.coveredLength();
    if (covered <= window.capacity()) {
      return Fault.INTACT;
    }
    window.grow(covered);
    return inspect(position);
  }

  /** Where in {@link #bytes} the record at {@code position} starts, after {@link #bringIn}. */
  int indexOf(int position) throws IOException {
    return window.find(position, header.coveredLength());
  }

  ByteBuffer bytes() {
    return window.bytes();
  }

  /** What differs, for messages; asked directly after the call that returned {@code fault}. */
  String describe(Fault fault) {
    return switch (fault) {
      case INTACT ->
          "a record of generation %d and type %d".formatted(header.generation(), header.type());
      case UNWRITTEN -> "nothing is written here";
      case OTHER_LSN -> "no record is here (its LSN would be %d)".formatted(header.lsn());
      case BAD_LENGTH ->
          "a record's length is from %d to %d bytes here, this one's is %d"
              .formatted(RecordLayout.HEADER_SIZE, rest, header.length());
      case FILE_ENDS -> "the file ends before the record does";
      case BAD_CHECKSUM ->
          "the record's checksum is 0x%08x, computed 0x%08x"
              .formatted(header.checksum(), (int) crc.getValue());
    };
  }
}
