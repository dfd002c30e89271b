package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Tree;
import dev.latchtree.wal.LogCursor;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.LogOptions;
import dev.latchtree.wal.LogReader;
import dev.latchtree.wal.LogRecord;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of an open store, and what keeps them in agreement.
 *
 * <p>Opening: the control file says where redo begins and how much of the log must be there; the
 * log finds its end and makes all of it durable; the pages are redone. Then the trees can be
 * opened, what was left loose be freed, and {@link #begin} lets checkpoints begin.
 */
public final class Persistence {

  static final String PAGES = "pages";

  private static final System.Logger LOG = System.getLogger("dev.latchtree.recovery");
  private static final double NANOS_PER_SECOND = 1e9;

  /** What is assumed of a store that has never recovered. */
  private static final long ASSUMED_REDO_RATE = 40L << 20;

  /** What was measured on less than this says little. */
  private static final long LEAST_MEASURED = 1L << 20;

  /** Without an objective writers wait when the log is so many times as long as it should be. */
  private static final int HARD_PER_SOFT = 4;

  private static final long LEAST_HARD = 4L << 20;

  private final Storage storage;
  private final ControlFile control;
  private final WriteAheadLog log;
  private final BufferPool pool;
  private final StoreHealth health;
  private final TreeLog journal;
  private final LogPressure pressure;
  private final Checkpointer checkpointer;
  private final CheckpointThread thread;
  private final boolean created;
  private final boolean backgroundCheckpoints;
  private final List<LooseEnd> found;
  private RecoverySummary recovery;

  private Persistence(
      Storage storage,
      ControlFile control,
      WriteAheadLog log,
      BufferPool pool,
      StoreHealth health,
      DurabilityOptions options,
      LooseEnds looseEnds,
      RecoverySummary recovery) {
    this.storage = storage;
    this.control = control;
    this.log = log;
    this.pool = pool;
    this.health = health;
    this.recovery = recovery;
    ControlState state = control.state();
    created = state.phase() == Phase.CREATING;
    backgroundCheckpoints = options.backgroundCheckpoints();
    found = looseEnds.list();
    thread = new CheckpointThread(options.checkpointInterval().toNanos());
    CheckpointMark mark = new CheckpointMark(state.beginLsn());
    long redoFrom = created ? log.firstLsn() : state.beginLsn();
    pressure = pressure(options, redoFrom, state.redoRate());
    health.onFailure(pressure::end);
    journal =
        new TreeLog(
            log,
            mark,
            pressure,
            health,
            options.readGuarantee(),
            options.log().ringSize(),
            pool.pageSize(),
            looseEnds);
    checkpointer =
        new Checkpointer(
            log, pool, control, journal, mark, pressure, health, options.checkpointRate());
  }

  private LogPressure pressure(DurabilityOptions options, long redoFrom, long measuredRate) {
    long soft = options.checkpointBytes();
    long most = Long.MAX_VALUE / 4; // so that sums of positions and limits have room
    long hard = options.backgroundCheckpoints() ? HARD_PER_SOFT * Math.min(soft, most / 4) : most;
    if (options.recoveryTimeObjective() != null) {
      long rate = measuredRate == 0 ? ASSUMED_REDO_RATE : measuredRate;
      double seconds = options.recoveryTimeObjective().toNanos() / NANOS_PER_SECOND;
      long budget = (long) (seconds * rate) - options.log().ringSize(); // who is in goes on
      if (budget < LEAST_HARD) {
        LOG.log(
            Level.WARNING,
            "recovery within {0} cannot be promised: at {1} MiB/s that is {2} MiB of log, of which the"
                + " ring alone holds {3}; take a smaller logRingSize, or a longer objective",
            options.recoveryTimeObjective(),
            rate >> 20,
            (long) (seconds * rate) >> 20,
            options.log().ringSize() >> 20);
      }
      hard = Math.min(hard, Math.max(LEAST_HARD, budget));
      soft = Math.min(soft, hard / HARD_PER_SOFT);
    }
    return new LogPressure(
        log,
        health,
        redoFrom,
        options.backgroundCheckpoints() ? Math.min(soft, hard) : hard,
        hard,
        thread::ask);
  }

  // ---------------------------------------------------------------- open

  /**
   * Opens the store's files, or creates them, and recovers. Whoever calls this holds the store's
   * lock.
   *
   * <p>Checkpoint.tla: Crash.
   *
   * @param span page ids that one page of the space map is about
   */
  public static Persistence open(
      Storage storage, DurabilityOptions options, PoolOptions poolOptions, int span)
      throws IOException {
    options.requireRingFor(poolOptions.pageSize());
    ControlFile control = openOrCreate(storage, poolOptions.pageSize(), span);
    boolean opened = false;
    try {
      control.requireSame(poolOptions.pageSize(), span);
      if (control.state().phase() == Phase.CREATING) {
        removeUnfinished(storage);
      } else {
        requirePages(storage);
      }
      Persistence persistence = open(storage, control, options, poolOptions);
      opened = true;
      return persistence;
    } finally {
      if (!opened) {
        control.close();
      }
    }
  }

  private static ControlFile openOrCreate(Storage storage, int pageSize, int span)
      throws IOException {
    if (storage.exists(ControlFile.NAME)) {
      return ControlFile.open(storage, OpenMode.READ_WRITE);
    }
    requireNothing(storage);
    return ControlFile.create(storage, ControlState.creating(pageSize, span));
  }

  private static void requireNothing(Storage storage) throws IOException {
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
    if (!storage.exists(PAGES)) {
      throw new ControlFileException(
          "%s is missing, and %s says that the store was made: restore a backup"
              .formatted(storage.describe(PAGES), storage.describe(ControlFile.NAME)));
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(PAGES) || (WriteAheadLog.isLogFile(name) && !name.endsWith(".lock"));
  }

  private static void removeUnfinished(Storage storage) throws IOException {
    for (String name : storage.list()) {
      if (isOurs(name)) {
        storage.delete(name);
      }
    }
    storage.syncDirectory();
  }

  private static Persistence open(
      Storage storage, ControlFile control, DurabilityOptions options, PoolOptions poolOptions)
      throws IOException {
    long begun = System.nanoTime();
    WriteAheadLog log = WriteAheadLog.open(storage, withProof(options.log(), control.state()));
    BufferPool pool = null;
    boolean opened = false;
    try {
      StoreHealth health = new StoreHealth(storage.describe(PAGES));
      requireBegin(control, log);
      WriteAheadLog barrier = log;
      pool =
          BufferPool.open(
              storage,
              PAGES,
              poolOptions.withLog(lsn -> awaitDurable(barrier, lsn, health), health::fail));
      LooseEnds looseEnds = new LooseEnds();
      RecoverySummary summary = redo(storage, control.state(), pool, looseEnds, options);
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

  private static void awaitDurable(WriteAheadLog log, long lsn, StoreHealth health) {
    if (lsn >= log.durableLsn()) {
      try {
        log.awaitDurable(lsn);
      } catch (LogFailedException e) {
        throw health.failed(e);
      }
    }
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

  private static RecoverySummary redo(
      Storage storage,
      ControlState state,
      BufferPool pool,
      LooseEnds looseEnds,
      DurabilityOptions options)
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
  private static void closeAll(@Nullable BufferPool pool, WriteAheadLog log) {
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

  /**
   * Whether the store is new: its first pages have to be made, and then {@link #begin} be called.
   */
  public boolean isNew() {
    return created;
  }

  /**
   * The trees can be opened: what a crash has left loose is freed, and a new store is one from here
   * on.
   *
   * @param catalog any tree of the store
   */
  public void begin(Tree catalog) {
    found.forEach(catalog::free);
    recovery =
        new RecoverySummary(
            recovery.bytesRead(),
            recovery.records(),
            recovery.pagesRedone(),
            found.size(),
            recovery.nanos(),
            recovery.threads());
    if (created) {
      checkpointer.run(() -> true, Phase.OPEN);
      checkpointer.repeatState(); // no slot says CREATING any more
    }
    pressure.start();
    if (backgroundCheckpoints) {
      thread.start(checkpointer, pressure);
    }
  }

  // ---------------------------------------------------------------- parts

  public BufferPool pool() {
    return pool;
  }

  public Journal journal() {
    return journal;
  }

  public RecoverySummary recovery() {
    return recovery;
  }

  public CheckpointStats checkpoints() {
    return checkpointer.stats();
  }

  public LogStats logStats() {
    return log.stats();
  }

  // ---------------------------------------------------------------- work

  /** What {@link Journal#commit} does, up to any tier. */
  public Receipt commit(long lsn, Tier tier) {
    return journal.commit(lsn, tier);
  }

  public Receipt awaitDurable(Receipt receipt) {
    return journal.awaitDurable(receipt);
  }

  /** Makes durable all that was changed before this call. */
  public void sync() {
    journal.sync();
  }

  /** Makes a checkpoint as fast as the disk allows. */
  public void checkpoint() {
    pool.requireOutside("checkpoint()");
    checkpointer.run(() -> true, Phase.OPEN);
  }

  /**
   * Copies the store as it is at some moment of this call; checkpoints wait meanwhile, and writers
   * once the log has grown to its limit.
   */
  public void backup(Storage target) throws IOException {
    pool.requireOutside("backup()");
    StoreBackup backup = new StoreBackup(storage, target);
    checkpointer.whileNone(() -> backup.copy(control.state(), log));
  }

  /** Where the bytes on disk are. */
  public SpaceUse space() throws IOException {
    return SpaceCount.of(storage, pool);
  }

  // ---------------------------------------------------------------- close

  /** No checkpoint begins any more by itself; one that is under way ends. */
  public void stopCheckpoints() {
    pressure.end();
    thread.stop();
  }

  /**
   * The last checkpoint: all is in the page file then, and the control file says so. Nobody changes
   * anything any more.
   */
  public void finish() {
    checkpointer.run(() -> true, Phase.CLOSED);
  }

  /** Whether the store has failed: then closing it writes no pages. */
  public boolean hasFailed() {
    return health.hasFailed();
  }

  /**
   * Closes the log and the control file; the pool is closed already.
   *
   * @throws StoreFailedException if the store has failed
   */
  public void close() throws IOException {
    checkpointer.end();
    try (control) {
      closeLog();
    }
    health.check();
  }

  /** The end of files of which no store was made: as a crash would leave them. */
  public void abandon() throws IOException {
    stopCheckpoints();
    checkpointer.end();
    try (control) {
      closeAll(pool, log);
    }
  }

  private void closeLog() throws IOException {
    try {
      log.close();
    } catch (LogFailedException e) {
      health.fail(e); // it is told below
    }
  }
}
