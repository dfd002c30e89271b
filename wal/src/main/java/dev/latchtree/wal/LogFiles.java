package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.RecordHeader.Fault;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The segment files of a storage as they were when they were listed, by index. All other files are
 * no part of the log. Immutable and thread safe.
 *
 * <p>Geometry and log id are those of the first segment with a valid header; a file whose header
 * says something else counts as one without a valid header.
 *
 * <p>Crash: a log's first segment is named after its header is durable, so no file at all is an
 * empty log. One file, of segment 0, that has neither a valid header nor an intact record anywhere
 * is what an unfinished creation may leave, and is an empty log too. Any other row of files without
 * one valid header is a damaged log.
 */
final class LogFiles {

  private final Storage storage;
  private final long[] indexes;
  private final @Nullable SegmentHeader reference;

  private LogFiles(Storage storage, long[] indexes, @Nullable SegmentHeader reference) {
    this.storage = storage;
    this.indexes = indexes;
    this.reference = reference;
  }

  /**
   * Lists the segments.
   *
   * @throws CorruptLogException if there are some, and none has a valid header
   */
  static LogFiles list(Storage storage) throws IOException {
    long[] indexes =
        storage.list().stream()
            .mapToLong(SegmentLayout::indexOf)
            .filter(index -> index >= 0 && index <= SegmentHeader.MAX_INDEX)
            .sorted()
            .toArray();
    CorruptLogException firstFailure = null;
    for (long index : indexes) {
      try (StorageFile file = open(storage, index, OpenMode.READ_ONLY)) {
        SegmentHeader header = SegmentHeader.read(file, index, lsnWithoutHeader(index));
        return new LogFiles(storage, fromStart(storage, indexes), header);
      } catch (CorruptLogException e) {
        firstFailure = firstFailure == null ? e : firstFailure;
      }
    }
    if (firstFailure != null && !isUnfinishedCreation(storage, indexes)) {
      throw firstFailure;
    }
    return new LogFiles(storage, new long[0], null);
  }

  /**
   * The files from the last start mark on, if there is a gap before it: all below was let go. A gap
   * that no mark speaks for is damage, and stays.
   */
  private static long[] fromStart(Storage storage, long[] indexes) throws IOException {
    for (int i = indexes.length - 1; i > 0 && indexes[i] - indexes[0] != i; i--) {
      if (isMarked(storage, indexes[i])) {
        return Arrays.copyOfRange(indexes, i, indexes.length);
      }
    }
    return indexes;
  }

  private static boolean isMarked(Storage storage, long index) throws IOException {
    try (StorageFile file = open(storage, index, OpenMode.READ_ONLY)) {
      return StartMark.isIn(file, SegmentHeader.read(file, index, SegmentHeader.UNKNOWN_LSN));
    } catch (CorruptLogException damaged) {
      return false; // whoever reads it will say so
    }
  }

  private static long lsnWithoutHeader(long index) {
    return index == 0 ? 0 : SegmentHeader.UNKNOWN_LSN;
  }

  /** In segment 0 a record's LSN is its position, so records are found without any header. */
  private static boolean isUnfinishedCreation(Storage storage, long[] indexes) throws IOException {
    if (indexes.length != 1 || indexes[0] != 0) {
      return false;
    }
    try (StorageFile file = open(storage, 0, OpenMode.READ_ONLY)) {
      RecordScan scan = new RecordScan();
      int size = (int) Math.min(file.size(), SegmentLayout.MAX_SEGMENT);
      scan.moveTo(file, 0, size & -RecordLayout.ALIGNMENT);
      for (int at = SegmentLayout.HEADER_SIZE; at < size; at += RecordLayout.ALIGNMENT) {
        if (scan.namesItself(at) && scan.inspect(at) == Fault.INTACT) {
          return false;
        }
      }
      return true;
    }
  }

  private static StorageFile open(Storage storage, long index, OpenMode mode) throws IOException {
    return storage.open(SegmentLayout.fileName(index), mode);
  }

  /** Whether there is no log here; then nothing else may be asked but {@link #describe}. */
  boolean isEmpty() {
    return indexes.length == 0;
  }

  long first() {
    return indexes[0];
  }

  /** How many files there are; they are numbered from 0 in the order of their indexes. */
  int count() {
    return indexes.length;
  }

  /** The index of the {@code i}-th file. */
  long index(int i) {
    return indexes[i];
  }

  boolean has(long index) {
    return Arrays.binarySearch(indexes, index) >= 0;
  }

  /** The first index from {@code from} to {@code to}, both included, that has no file; or -1. */
  long firstMissing(long from, long to) {
    int at = Arrays.binarySearch(indexes, from);
    for (long index = from; index <= to; index++, at++) {
      if (at < 0 || at >= indexes.length || indexes[at] != index) {
        return index;
      }
    }
    return -1;
  }

  LogGeometry geometry() {
    return new LogGeometry(reference().segmentSize());
  }

  /** A header that belongs to this log. */
  SegmentHeader reference() {
    if (reference == null) {
      throw new IllegalStateException("an empty log has no segments");
    }
    return reference;
  }

  StorageFile open(long index, OpenMode mode) throws IOException {
    return open(storage, index, mode);
  }

  /** Opens a segment for reading and verifies that it is one of this log. */
  StorageFile openVerified(long index, OpenMode mode) throws IOException {
    if (!has(index)) {
      throw missing(index);
    }
    StorageFile file = open(index, mode);
    boolean verified = false;
    try {
      verify(file, index);
      verified = true;
      return file;
    } finally {
      if (!verified) {
        file.close();
      }
    }
  }

  CorruptLogException missing(long index) {
    return new CorruptLogException(describe(index), startOf(index), "the file is missing");
  }

  /** What is wrong with the header of an open file, null if nothing is. */
  @Nullable CorruptLogException headerFailure(StorageFile file, long index) throws IOException {
    try {
      verify(file, index);
      return null;
    } catch (CorruptLogException e) {
      return e;
    }
  }

  private void verify(StorageFile file, long index) throws IOException {
    SegmentHeader header = SegmentHeader.read(file, index, startOf(index));
    SegmentHeader wanted = reference();
    if (header.segmentSize() != wanted.segmentSize() || header.logId() != wanted.logId()) {
      throw new CorruptLogException(
          file.describe(),
          startOf(index),
          "it belongs to log %016x with segments of %d bytes, not to log %016x with %d"
              .formatted(
                  header.logId(), header.segmentSize(), wanted.logId(), wanted.segmentSize()));
    }
  }

  /** The LSN of the segment's first byte, its header. */
  private long startOf(long index) {
    return index * reference().segmentSize();
  }

  /** The name of a segment's file, for messages. */
  String describe(long index) {
    return storage.describe(SegmentLayout.fileName(index));
  }
}
