package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Tree;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.LogStats;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.util.List;

/**
 * The files of an open store, and what keeps them in agreement.
 *
 * <p>{@link #open} finds them or makes them, and recovers. Then the trees can be opened, what was
 * left loose be freed, and {@link #begin} lets checkpoints begin.
 */
public final class Persistence {

  static final String PAGES = "pages";

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

  /** What {@link StoreOpening} has opened, and redone. */
  Persistence(
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
    LogLimits limits = LogLimits.of(options, state.redoRate());
    pressure = new LogPressure(log, health, redoFrom, limits.soft(), limits.hard(), thread::ask);
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
    return new StoreOpening(storage, options, poolOptions).open(span);
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

  /** Refuses a tier that the policy does not have. */
  public void requireTier(Tier tier) {
    journal.requireTier(tier);
  }

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
      StoreOpening.closeAll(pool, log);
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
