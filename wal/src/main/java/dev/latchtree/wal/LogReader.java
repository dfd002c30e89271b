package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import java.io.IOException;

/**
 * Reads a log from its first record, or any other, to the end that it had when the reader was
 * opened. Delivers the user's records only. Thread safe; each read, and each cursor, goes its own
 * way. The storage stays the caller's.
 *
 * <p>What is delivered is what was written. Anything else before the end is a {@link
 * CorruptLogException}. One kind of damage shows late: if a device gives back the whole tail that
 * an earlier life had written and that was cut, in the place of what came after it, this is noticed
 * where those old bytes end. So drop what was made of the records when a read fails.
 *
 * <p>Where the log ends is decided when it is opened: behind the last record that is proven to have
 * been durable, a crash may have cut off or torn any suffix, and damage there cannot be told from a
 * crash.
 *
 * <p>Crash: reading changes nothing. After a crash, records from {@link LogEnd#provenLsn} on may
 * exist in the system's cache only; opening the log for writing makes them durable, or the next
 * crash may take them away. A log that is being written can be read up to where it was; if its
 * first segments are removed meanwhile, opening a reader or reading them fails.
 *
 * <p>Interrupts neither stop a read nor fail it.
 */
public final class LogReader implements AutoCloseable {

  private static final ReadProgress NOBODY = (done, total, records) -> {};

  private final LogFiles files;
  private final LogEnd end;
  private volatile boolean closed;

  private LogReader(LogFiles files, LogEnd end) {
    this.files = files;
    this.end = end;
  }

  /** Finds the log's end and gets ready to read. */
  public static LogReader open(Storage storage) throws IOException {
    return open(storage, 0);
  }

  /**
   * Finds the log's end and gets ready to read.
   *
   * @param provenLsn all before it is known to have been durable; 0 if nothing is known
   * @throws CorruptLogException if the log ends before what is known to have been durable
   * @throws LogFormatException if it is of another version
   */
  public static LogReader open(Storage storage, long provenLsn) throws IOException {
    if (provenLsn < 0) {
      throw new IllegalArgumentException("provenLsn is negative: " + provenLsn);
    }
    LogFiles files = LogFiles.list(storage);
    return new LogReader(files, LogEndFinder.find(files, provenLsn));
  }

  /** The first LSN that was not truncated; the end if there is no record. */
  public long firstLsn() {
    return end.firstLsn();
  }

  /** Where the log ends, and how. */
  public LogEnd end() {
    return end;
  }

  /** Reads without reporting progress, see {@link #read(long, RecordHandler, ReadProgress)}. */
  public void read(long fromLsn, RecordHandler handler) throws IOException {
    read(fromLsn, handler, NOBODY);
  }

  /**
   * Hands all records from {@code fromLsn} on to {@code handler}, in order, in this thread.
   *
   * @param fromLsn a record's LSN, {@link #firstLsn}, the end's LSN, or 0 for the first record
   * @throws IllegalArgumentException if no record starts there
   * @throws CorruptLogException if a record is damaged; all before it were delivered
   */
  public void read(long fromLsn, RecordHandler handler, ReadProgress progress) throws IOException {
    long from = requireStart(fromLsn);
    ProgressMeter meter = new ProgressMeter(distance(from, end.lsn()), progress);
    if (!files.isEmpty()) {
      try (LogCursor cursor = cursor(from)) {
        long told = from;
        long records = 0;
        while (cursor.next()) {
          handler.handle(cursor.record());
          records++;
          if (cursor.position() - told >= ProgressMeter.STEP) {
            meter.add(distance(told, cursor.position()), records);
            told = cursor.position();
            records = 0;
          }
        }
        meter.add(distance(told, end.lsn()), records);
      }
    }
    meter.finish();
  }

  /**
   * Reads without reporting progress, see {@link #readParallel(long, int, RecordHandler,
   * ReadProgress)}.
   */
  public void readParallel(long fromLsn, int threads, RecordHandler handler) throws IOException {
    readParallel(fromLsn, threads, handler, NOBODY);
  }

  /**
   * Hands all records from {@code fromLsn} on to {@code handler}, several segments at the same
   * time: the records of one segment in order and by one thread, those of different segments in any
   * order and at the same time. The handler must be thread safe, and each thread has a record
   * object of its own. This thread is one of the {@code threads}; all others have ended when this
   * returns.
   *
   * @param fromLsn as for {@link #read(long, RecordHandler, ReadProgress)}
   * @throws CorruptLogException if records are damaged, with the smallest LSN of them; records
   *     behind it may have been delivered, so what was made of any of them must be dropped
   */
  public void readParallel(long fromLsn, int threads, RecordHandler handler, ReadProgress progress)
      throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    long from = requireStart(fromLsn);
    ProgressMeter meter = new ProgressMeter(distance(from, end.lsn()), progress);
    if (from < end.lsn()) {
      new ParallelRead(files, from, end.lsn(), handler, meter).run(threads);
    }
    meter.finish();
  }

  /**
   * A cursor before the record at {@code fromLsn}.
   *
   * @param fromLsn as for {@link #read(long, RecordHandler, ReadProgress)}
   */
  public LogCursor cursor(long fromLsn) throws IOException {
    return new LogCursor(files, requireStart(fromLsn), end.lsn(), () -> closed);
  }

  /** Closing twice has no effect. */
  @Override
  public void close() {
    closed = true;
  }

  /** Bytes of records and their headers between two places. */
  private long distance(long from, long to) {
    if (from == to) {
      return 0;
    }
    LogGeometry geometry = files.geometry();
    return geometry.offsetOf(to) - geometry.offsetOf(from);
  }

  private long requireStart(long fromLsn) throws IOException {
    if (closed) {
      throw new IllegalStateException("the reader is closed");
    }
    long from = fromLsn == 0 ? end.firstLsn() : fromLsn;
    if (from == end.firstLsn() || from == end.lsn()) {
      return from;
    }
    if (from < end.firstLsn() || from > end.lsn()) {
      throw noStart(fromLsn, "is outside the log");
    }
    LogGeometry geometry = files.geometry();
    if (!geometry.canStartAt(from)) {
      throw noStart(
          fromLsn, from % RecordLayout.ALIGNMENT == 0 ? "is in a header" : "is not aligned");
    }
    try (RecordWalk walk = new RecordWalk(files, OpenMode.READ_ONLY)) {
      if (!walk.isIntact(from) && !isBorder(walk, from)) {
        throw noStart(fromLsn, "is inside of a record");
      }
    }
    return from;
  }

  /** Whether one of the records from the segment's first on ends where {@code from} is. */
  private boolean isBorder(RecordWalk walk, long from) throws IOException {
    LogGeometry geometry = files.geometry();
    walk.start(geometry.startOf(geometry.segmentOf(from)), end.lsn());
    while (walk.next() < from) {
      walk.step();
    }
    return walk.next() == from;
  }

  private IllegalArgumentException noStart(long fromLsn, String why) {
    return new IllegalArgumentException(
        "LSN %d %s: reading starts at a record, from %d to %d (the end)"
            .formatted(fromLsn, why, end.firstLsn(), end.lsn()));
  }
}
