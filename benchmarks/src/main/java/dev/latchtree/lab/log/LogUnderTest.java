package dev.latchtree.lab.log;

import dev.latchtree.storage.Storage;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A log that stays open over all rounds and may serve several probes, one at a time: so no round
 * pays for its opening. Used by one thread.
 */
final class LogUnderTest implements AutoCloseable {

  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Disk disk;
  private final String name;
  private final LogOptions options;
  private @Nullable Storage storage;
  private @Nullable WriteAheadLog log;

  LogUnderTest(Disk disk, String name, LogOptions options) {
    this.disk = disk;
    this.name = name;
    this.options = options;
  }

  /** Opens the log if it is not open, and waits until it has nothing left to prepare. */
  void open() throws IOException {
    if (log == null) {
      storage = disk.open(name);
      log = WriteAheadLog.open(storage, options);
      awaitNextSegment();
    }
  }

  WriteAheadLog log() {
    if (log == null) {
      throw new IllegalStateException("not open: " + name);
    }
    return log;
  }

  /**
   * After a round: everything durable, full segments taken back, the next one prepared, so that the
   * round of whoever is next is not disturbed.
   */
  void tidy() throws IOException {
    WriteAheadLog opened = log();
    opened.sync();
    opened.truncate(opened.durableLsn());
    awaitNextSegment();
  }

  /** Gives up after a while: a disk that is full shows itself in the measurement. */
  private void awaitNextSegment() throws IOException {
    Storage files = storage;
    if (files == null) {
      return;
    }
    long next = (log().endLsn() - 1) / options.segmentSize() + 1;
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!files.exists("%016x.wal".formatted(next)) && System.nanoTime() < end) {
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    try (Storage closed = storage) {
      if (log != null) {
        log.close();
      }
    }
  }
}
