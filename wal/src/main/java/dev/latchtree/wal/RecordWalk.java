package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.RecordHeader.Fault;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of a part of the log in which all must be well: whatever is not the next
 * record is a {@link CorruptLogException}. Not thread safe; holds one file open.
 */
final class RecordWalk implements AutoCloseable {

  private final LogFiles files;
  private final LogGeometry geometry;
  private final OpenMode mode;
  private final RecordScan scan = new RecordScan();
  private @Nullable StorageFile file;
  private long openSegment = -1;
  private long lsn;
  private long next;
  private long limit;

  /** Of the record before {@code next}, 0 if that is not known. */
  private int generation;

  RecordWalk(LogFiles files, OpenMode mode) {
    this.files = files;
    this.geometry = files.geometry();
    this.mode = mode;
  }

  /**
   * Starts anew: the next step is to the record at {@code from}, the last one ends at {@code to}.
   *
   * @param from a record's start, or {@code to}
   */
  void start(long from, long to) {
    next = from;
    limit = to;
    generation = 0;
  }

  /** Goes to the next record; false if there is none before the limit. */
  boolean step() throws IOException {
    if (next >= limit) {
      return false;
    }
    Fault fault = look(next);
    RecordHeader header = scan.header();
    if (fault != Fault.INTACT) {
      throw corrupt(scan.describe(fault));
    }
    if (generation != 0 && !header.mayFollow(generation)) {
      throw corrupt(scan.describe(fault) + " cannot follow one of generation " + generation);
    }
    String oddity = header.oddity();
    if (oddity != null) {
      throw corrupt(oddity);
    }
    generation = header.generation();
    lsn = next;
    next = geometry.recordStart(next + header.alignedLength());
    return true;
  }

  /** Whether an intact record stands at {@code position}, a possible start. Moves nothing. */
  boolean isIntact(long position) throws IOException {
    return look(position) == Fault.INTACT;
  }

  private Fault look(long position) throws IOException {
    long segment = geometry.segmentOf(position);
    if (segment != openSegment) {
      open(segment);
    }
    return scan.inspect(geometry.positionOf(position));
  }

  private void open(long segment) throws IOException {
    close();
    StorageFile opened = files.openVerified(segment, mode);
    file = opened;
    openSegment = segment;
    scan.moveTo(opened, segment * geometry.segmentSize(), geometry.segmentSize());
  }

  /** The file that the current record is in. */
  StorageFile file() {
    if (file == null) {
      throw new IllegalStateException("no record yet");
    }
    return file;
  }

  /** Of the current record. */
  RecordHeader header() {
    return scan.header();
  }

  /** Where the current record is. */
  long lsn() {
    return lsn;
  }

  /** Where the record behind the current one is. */
  long next() {
    return next;
  }

  /** Brings all of the current record into memory, and returns where it starts in {@link #scan}. */
  int bringIn() throws IOException {
    int position = geometry.positionOf(lsn);
    Fault fault = scan.bringIn(position);
    if (fault != Fault.INTACT) {
      next = lsn;
      throw corrupt(scan.describe(fault) + ", and was good a moment ago");
    }
    return scan.indexOf(position);
  }

  RecordScan scan() {
    return scan;
  }

  /** Lets {@code record} show the current record, payload and all. */
  void show(LogRecord record) throws IOException {
    int at = bringIn() + RecordLayout.HEADER_SIZE;
    RecordHeader header = scan.header();
    int stored = header.length() - RecordLayout.HEADER_SIZE;
    record.show(header, next);
    if (header.codec() == RecordLayout.CODEC_PLAIN) {
      record.showPayload(scan.bytes(), at, stored);
      return;
    }
    int max = geometry.capacity() - RecordLayout.HEADER_SIZE;
    if (!record.showInflated(header.codec(), scan.bytes(), at, stored, max)) {
      next = lsn;
      throw corrupt("its payload cannot be decompressed (codec %d)".formatted(header.codec()));
    }
  }

  private CorruptLogException corrupt(String what) {
    return new CorruptLogException(files.describe(geometry.segmentOf(next)), next, what);
  }

  @Override
  public void close() throws IOException {
    StorageFile closing = file;
    file = null;
    openSegment = -1;
    if (closing != null) {
      closing.close();
    }
  }
}
