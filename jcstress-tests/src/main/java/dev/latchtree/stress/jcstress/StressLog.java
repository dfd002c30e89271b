package dev.latchtree.stress.jcstress;

import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log that the states of one test class share, over segments in memory.
 *
 * <p>All records of a log have the same size, so that the record before any border can be found. A
 * record's payload is one number again and again: a record is whole if it says that it stands where
 * it stands, and if its payload is of one piece.
 */
final class StressLog {

  private static final int SEGMENT = 1 << 20;
  private static final int SEGMENT_HEADER = 4096;
  private static final int RECORD_HEADER = 32;

  private static final int LENGTH = 4;
  private static final int LSN = 8;

  /** States are alive long enough to look at their records only if that many segments are kept. */
  private static final int KEPT = 64;

  private final LogMemory files = new LogMemory(SEGMENT);
  private final WriteAheadLog log;
  private final int payload;
  private final AtomicLong next = new AtomicLong(1);
  private final ReentrantLock truncation = new ReentrantLock();

  /**
   * @param payload bytes of each record's payload; a multiple of 32
   */
  StressLog(SyncPolicy policy, int payload) {
    this.payload = payload;
    try {
      log =
          WriteAheadLog.open(
              files,
              LogOptions.builder()
                  .policy(policy)
                  .segmentSize(SEGMENT)
                  .ringSize(LogOptions.MIN_RING_SIZE)
                  .spareSegments(KEPT)
                  .preallocate(false)
                  .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WriteAheadLog log() {
    return log;
  }

  /** A number that no other record has. */
  long nextValue() {
    return next.getAndIncrement();
  }

  /** Appends a record of this number and returns its LSN. */
  long append(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(payload);
    while (bytes.hasRemaining()) {
      bytes.putLong(value);
    }
    return log.append(1, bytes.flip());
  }

  /** Whether the record of this number is whole in the file, at its place: 1 if it is. */
  int isWhole(long lsn, long value) {
    return valueAt(lsn) == value ? 1 : 0;
  }

  /** Whether there is a whole record right before {@code border}, or nothing but a header: 1. */
  int isWholeBefore(long border) {
    long lsn = border - RECORD_HEADER - payload;
    return lsn % SEGMENT < SEGMENT_HEADER + RECORD_HEADER || valueAt(lsn) > 0 ? 1 : 0;
  }

  /** The number of the record at {@code lsn} as it stands in the file, 0 if it is not whole. */
  private long valueAt(long lsn) {
    try {
      ByteBuffer file = files.bytes("%016x.wal".formatted(lsn / SEGMENT));
      int at = (int) (lsn % SEGMENT);
      if (file.getInt(at + LENGTH) != RECORD_HEADER + payload || file.getLong(at + LSN) != lsn) {
        return 0;
      }
      long value = Long.reverseBytes(file.getLong(at + RECORD_HEADER));
      for (int i = Long.BYTES; i < payload; i += Long.BYTES) {
        if (Long.reverseBytes(file.getLong(at + RECORD_HEADER + i)) != value) {
          return 0;
        }
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go of records that no state looks at any more. */
  void trim() {
    long end = log.durableLsn();
    if (end - log.firstLsn() > 2L * KEPT * SEGMENT && truncation.tryLock()) {
      try {
        log.truncate(end - (long) KEPT * SEGMENT);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        truncation.unlock();
      }
    }
  }
}
