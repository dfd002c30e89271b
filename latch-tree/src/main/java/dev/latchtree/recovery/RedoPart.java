package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeApplier;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.wal.LogCursor;
import dev.latchtree.wal.LogReader;
import dev.latchtree.wal.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One of the threads that redo pages: those whose ids leave a certain rest. */
final class RedoPart implements Runnable {

  private final LogReader reader;
  private final long from;
  private final BufferPool pool;
  private final int number;
  private final int count;
  private final AtomicBoolean failed;
  private final ChangeApplier applier;
  private final BitSet pages = new BitSet();
  private byte[] record = {};
  private long records;
  private @Nullable LooseEnds looseEnds;
  private LongConsumer listener = lsn -> {};
  private @Nullable Throwable failure;

  RedoPart(
      LogReader reader, long from, BufferPool pool, int number, int count, AtomicBoolean failed) {
    this.reader = reader;
    this.from = from;
    this.pool = pool;
    this.number = number;
    this.count = count;
    this.failed = failed;
    applier = new ChangeApplier(pool.pageSize());
  }

  /** This part also applies the notes of all records, and tells how far it is. */
  void alsoTell(LooseEnds ends, LongConsumer progress) {
    looseEnds = ends;
    listener = progress;
  }

  @Override
  public void run() {
    try {
      redo();
    } catch (IOException | RuntimeException | Error e) { // for the thread that waits for all parts
      failure = e;
      failed.set(true);
    }
  }

  void throwFailure() throws IOException {
    Throwable thrown = failure;
    if (thrown instanceof IOException e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  /** Different pages that were changed. */
  long pages() {
    return pages.cardinality();
  }

  long records() {
    return records;
  }

  private void redo() throws IOException {
    try (LogCursor cursor = reader.cursor(from);
        Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      while (cursor.next() && !failed.get()) {
        LogRecord next = cursor.record();
        if (next.type() == LogRecordType.CHANGE) {
          records++;
          redo(next, page);
          listener.accept(next.lsn());
        }
      }
    }
  }

  private void redo(LogRecord next, PageGuard page) {
    int length = next.payloadLength();
    if (record.length < length) {
      record = new byte[Math.max(length, 2 * record.length)];
    }
    ByteBuffer payload = next.payload();
    payload.get(record, 0, length);
    int end = ChangeApplier.endOfParts(record);
    int part = ChangeApplier.firstPart();
    while (part < end) {
      long id = ChangeApplier.pageId(record, part);
      part = id % count == number ? redo(part, end, id, next.lsn(), page) : skip(part, end, id);
    }
    if (looseEnds != null && LooseEnds.areIn(record, length)) {
      looseEnds.apply(record, length);
    }
  }

  private int skip(int first, int end, long id) {
    int part = first;
    while (part < end && ChangeApplier.pageId(record, part) == id) {
      part = ChangeApplier.nextPart(record, part);
    }
    return part;
  }

  /**
   * Applies all parts about one page; returns where those of the next one begin. Checkpoint.tla:
   * Redo.
   */
  private int redo(int first, int end, long id, long lsn, PageGuard page) {
    if (ChangeApplier.frees(record, first)) {
      return skip(first, end, id); // the space map says so; what is on it means nothing any more
    }
    if (id >= pool.highWater()) {
      pool.extendTo(id + 1);
    }
    boolean afresh = ChangeApplier.startsAfresh(record, first);
    if (afresh) {
      page.fixBlank(id);
    } else {
      page.fixExclusive(id, null);
    }
    int part = first;
    try {
      if (!afresh && page.pageLsn() >= lsn) {
        return skip(first, end, id);
      }
      page.markDirty();
      while (part < end && ChangeApplier.pageId(record, part) == id) {
        applier.apply(record, part, page.page());
        part = ChangeApplier.nextPart(record, part);
      }
      page.setPageLsn(lsn);
      pages.set(Math.toIntExact(id));
      return part;
    } finally {
      page.unfix();
    }
  }
}
