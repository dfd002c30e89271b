package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the user's records of a log, in their order, to the end that the log had when its
 * {@link LogReader} was opened. Not thread safe. Close it when it is no longer needed, and before
 * its reader.
 */
public final class LogCursor implements AutoCloseable {

  /** Null if there is no log. */
  private final @Nullable RecordWalk walk;

  private final LogRecord record = new LogRecord();
  private final BooleanSupplier readerIsClosed;
  private boolean closed;

  LogCursor(LogFiles files, long from, long to, BooleanSupplier readerIsClosed) {
    this.walk = files.isEmpty() ? null : new RecordWalk(files, OpenMode.READ_ONLY);
    this.readerIsClosed = readerIsClosed;
    if (walk != null) {
      walk.start(from, to);
    }
  }

  /**
   * Goes to the next record, which {@link #record} then shows.
   *
   * @return false if there is none
   * @throws CorruptLogException if what comes next is damaged; asked again, it says so again
   */
  public boolean next() throws IOException {
    if (closed || readerIsClosed.getAsBoolean()) {
      throw new IllegalStateException("the cursor or its reader is closed");
    }
    while (walk != null && walk.step()) {
      if (walk.header().isUser()) {
        walk.show(record);
        return true;
      }
    }
    return false;
  }

  /** The record that the last {@link #next} went to; valid until the next one. */
  public LogRecord record() {
    return record;
  }

  /** Where reading has come to. */
  long position() {
    return walk == null ? 0 : walk.next();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    if (walk != null) {
      walk.close();
    }
  }
}
