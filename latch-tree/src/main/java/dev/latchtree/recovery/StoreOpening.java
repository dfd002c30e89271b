package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.wal.LogCursor;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.LogReader;
import dev.latchtree.wal.LogRecord;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Opens a store's files, or creates them, and recovers: the control file says where redo begins and
 * how much of the log must be there; the log finds its end and makes all of it durable; the pages
 * are redone. For one thread, which holds the store's lock.
 */
final class StoreOpening {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.recovery");
  private static final double NANOS_PER_SECOND = 1e9;

  /** What was measured on less than this says little. */
  private static final long LEAST_MEASURED = 1L << 20;

  private final Storage storage;
  private final DurabilityOptions options;
  private final PoolOptions poolOptions;

  StoreOpening(Storage storage, DurabilityOptions options, PoolOptions poolOptions) {
    this.storage = storage;
    this.options = options;
    this.poolOptions = poolOptions;
  }

  /**
   * Opens them; if that fails, none of them stays open.
   *
   * @param span page ids that one page of the space map is about
   */
  Persistence open(int span) throws IOException {
    options.requireRingFor(poolOptions.pageSize());
    ControlFile control = openOrCreate(span);
    boolean opened = false;
    try {
      control.requireSame(poolOptions.pageSize(), span);
      if (control.state().phase() == Phase.CREATING) {
        removeUnfinished();
      } else {
        requirePages(storage);
      }
      Persistence persistence = open(control);
      opened = true;
      return persistence;
    } finally {
      if (!opened) {
        control.close();
      }
    }
  }

  private ControlFile openOrCreate(int span) throws IOException {
    if (storage.exists(ControlFile.NAME)) {
      return ControlFile.open(storage, OpenMode.READ_WRITE);
    }
    requireNothing();
    return ControlFile.create(storage, ControlState.creating(poolOptions.pageSize(), span));
  }

  private void requireNothing() throws IOException {
    for (String name : storage.list()) {
      if (isOurs(name)) {
        throw new ControlFileException(
            "%s is missing, and %s is there: without it the store cannot be opened; restore a backup"
                .formatted(storage.describe(ControlFile.NAME), storage.describe(name)));
      }
    }
  }

  /** A page file that is gone must not be made anew. */
  static void requirePages(Storage storage) throws IOException {
    if (!storage.exists(Persistence.PAGES)) {
      throw new ControlFileException(
          "%s is missing, and %s says that the store was made: restore a backup"
              .formatted(storage.describe(Persistence.PAGES), storage.describe(ControlFile.NAME)));
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(Persistence.PAGES)
        || (WriteAheadLog.isLogFile(name) && !name.endsWith(".lock"));
  }

  private void removeUnfinished() throws IOException {
    for (String name : storage.list()) {
      if (isOurs(name)) {
        storage.delete(name);
      }
    }
    storage.syncDirectory();
  }

  private Persistence open(ControlFile control) throws IOException {
    long begun = System.nanoTime();
    WriteAheadLog log = WriteAheadLog.open(storage, withProof(options.log(), control.state()));
    BufferPool pool = null;
    boolean opened = false;
    try {
      StoreHealth health = new StoreHealth(storage.describe(Persistence.PAGES));
      requireBegin(control, log);
      pool =
          BufferPool.open(
              storage,
              Persistence.PAGES,
              poolOptions.withLog(new DurableLog(log, health), health::fail));
      LooseEnds looseEnds = new LooseEnds();
      RecoverySummary summary = redo(control.state(), pool, looseEnds);
      noteOpen(control, summary, System.nanoTime() - begun);
      Persistence persistence =
          new Persistence(storage, control, log, pool, health, options, looseEnds, summary);
      opened = true;
      return persistence;
    } finally {
      if (!opened) {
        closeAll(pool, log);
      }
    }
  }

  private static LogOptions withProof(LogOptions given, ControlState state) {
    return new LogOptions(
        given.policy(),
        given.segmentSize(),
        given.ringSize(),
        given.preallocate(),
        given.writes(),
        given.spareSegments(),
        given.prepareAhead(),
        given.compression(),
        given.compressionThreshold(),
        state.provenLsn(),
        given.logId());
  }

  /** A control file is worth nothing without its log (rule R1). */
  private static void requireBegin(ControlFile control, WriteAheadLog log) {
    long begin = control.state().beginLsn();
    if (control.state().phase() != Phase.CREATING
        && (begin < log.firstLsn() || begin >= log.endLsn())) {
      throw new ControlFileException(
          "%s says that redo begins at LSN %d, and the log goes from %d to %d: one of them is damaged, or of another store"
              .formatted(control.describe(), begin, log.firstLsn(), log.endLsn()));
    }
  }

  private RecoverySummary redo(ControlState state, BufferPool pool, LooseEnds looseEnds)
      throws IOException {
    if (state.phase() == Phase.CREATING) {
      return RecoverySummary.NOTHING;
    }
    try (LogReader reader = LogReader.open(storage, state.provenLsn())) {
      readLooseEnds(reader, state.looseEndsLsn(), looseEnds);
      return new Redo(reader, state.beginLsn(), pool, looseEnds).run(options.redoThreads());
    }
  }

  private static void readLooseEnds(LogReader reader, long from, LooseEnds looseEnds)
      throws IOException {
    if (from == 0) {
      return;
    }
    try (LogCursor cursor = reader.cursor(from)) {
      while (cursor.next() && cursor.record().type() != LogRecordType.CHECKPOINT_END) {
        LogRecord record = cursor.record();
        if (record.type() == LogRecordType.LOOSE_ENDS) {
          looseEnds.addAll(record.bytes());
        }
      }
    }
  }

  /** From here on a crash is a crash; before the first change of anything. */
  private static void noteOpen(ControlFile control, RecoverySummary summary, long nanos)
      throws IOException {
    ControlState state = control.state();
    if (summary.bytesRead() >= LEAST_MEASURED) {
      state = state.withRedoRate((long) (summary.bytesRead() * NANOS_PER_SECOND / nanos));
    }
    if (state.phase() != Phase.CREATING) {
      control.writeTwice(state.with(Phase.OPEN)); // no slot says CLOSED or CREATING any more
    }
  }

  /** Closes what was opened in vain; why it was in vain is being told. */
  static void closeAll(@Nullable BufferPool pool, WriteAheadLog log) {
    try {
      if (pool != null) {
        pool.closeWithoutWriting();
      }
    } finally {
      try {
        log.close();
      } catch (LogFailedException | IOException e) {
        LOG.log(Level.DEBUG, "the log of a store that was not opened did not close in order", e);
      }
    }
  }
}
