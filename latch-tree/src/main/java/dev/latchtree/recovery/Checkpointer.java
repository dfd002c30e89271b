package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.memory.LittleEndian;
import dev.latchtree.memory.Locks;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Makes checkpoints that nobody has to stop for (rules P1, P2, R1 and R2).
 *
 * <p>The order is what makes one: the begin gets its LSN; the loose ends are listed; every page
 * that is dirty then is written; the page file is synced; the end record is made durable; the
 * control file says so; only then is the log before the begin let go of, and the file's free end. A
 * record before the begin has its pages dirty by then, for they are marked before it gets its LSN;
 * a record behind it is redone.
 *
 * <p>Locks: {@code running}, for a whole checkpoint or while the log must not be cut; no latch.
 */
final class Checkpointer {

  private static final byte[] NOTHING = {};

  /**
   * What begin and end take in the log: 32 and 64 bytes. The record of a change takes 64 at least.
   */
  private static final long OWN_BYTES = 96;

  /** Loose ends in one record. */
  private static final int ENDS_PER_RECORD = 512;

  private final WriteAheadLog log;
  private final BufferPool pool;
  private final ControlFile control;
  private final TreeLog journal;
  private final CheckpointMark mark;
  private final LogPressure pressure;
  private final StoreHealth health;
  private final long rate;
  private final LongAdder completed = new LongAdder();
  private final LongAdder pagesWritten = new LongAdder();
  private final ReentrantLock running = Locks.newLock();

  /** Guarded by {@code running}: the files are closed, or about to be. */
  private boolean ended;

  Checkpointer(
      WriteAheadLog log,
      BufferPool pool,
      ControlFile control,
      TreeLog journal,
      CheckpointMark mark,
      LogPressure pressure,
      StoreHealth health,
      long rate) {
    this.log = log;
    this.pool = pool;
    this.control = control;
    this.journal = journal;
    this.mark = mark;
    this.pressure = pressure;
    this.health = health;
    this.rate = rate;
  }

  /** Whether nothing lies behind the last checkpoint's begin but its own two records. */
  boolean isIdle() {
    return pressure.bytesToRedo() <= OWN_BYTES;
  }

  /**
   * Makes a checkpoint; on return it is complete.
   *
   * @param hurry whether the rate does not matter, asked again and again
   * @param phase what the control file says afterwards
   * @throws StoreFailedException if it could not be made: then the store has failed
   */
  void run(BooleanSupplier hurry, Phase phase) {
    running.lock();
    try {
      requireOpen();
      health.check();
      makeOrFail(hurry, phase);
      ended = phase == Phase.CLOSED;
    } finally {
      running.unlock();
    }
  }

  private void makeOrFail(BooleanSupplier hurry, Phase phase) {
    try {
      make(hurry, phase);
    } catch (StoreFailedException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      throw health.failed(e);
    }
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the store is closed");
    }
  }

  /** No checkpoint is made any more; returns when none is under way. */
  void end() {
    running.lock();
    try {
      ended = true;
    } finally {
      running.unlock();
    }
  }

  /** Writes the state of the control file once more, into its other slot. */
  void repeatState() {
    running.lock();
    try {
      control.write(control.state());
    } catch (IOException e) {
      throw health.failed(e);
    } finally {
      running.unlock();
    }
  }

  /** Checkpoint.tla: SayPending, AppendBegin, SayBegun, AppendEnd. */
  private void make(BooleanSupplier hurry, Phase phase) throws IOException {
    CheckpointEvent event = new CheckpointEvent();
    event.begin();
    mark.pending();
    long begin = log.append(LogRecordType.CHECKPOINT_BEGIN, NOTHING);
    YieldPoint.at("checkpoint begins", begin);
    mark.begun(begin);
    pressure.begun(begin);
    List<LooseEnd> ends = journal.looseEnds();
    log.sync(); // once, and not for each write of pages
    long pages = writePages(hurry);
    long endsAt = appendEnds(ends);
    long end = log.append(LogRecordType.CHECKPOINT_END, bytes(begin));
    log.awaitDurable(end);
    health.check(); // others may have failed to write a page
    control.write(control.state().withCheckpoint(begin, endsAt, log.durableLsn()).with(phase));
    completed.increment();
    pressure.completed(begin);
    log.truncate(begin);
    YieldPoint.at("checkpoint cuts the file", begin);
    pool.trim(log::sync);
    if (event.shouldCommit()) {
      event.begin = begin;
      event.pages = pages;
      event.urgent = hurry.getAsBoolean();
      event.commit();
    }
  }

  private long writePages(BooleanSupplier hurry) {
    WritePacer pacer = new WritePacer(rate, hurry);
    long before = pagesWritten.sum();
    pool.flush(
        pages -> {
          pagesWritten.add(pages);
          pacer.wrote(pages * pool.pageSize());
        });
    return pagesWritten.sum() - before;
  }

  /** Appends the loose ends; returns where they begin, or 0 if there are none. */
  private long appendEnds(List<LooseEnd> ends) {
    long first = 0;
    for (int from = 0; from < ends.size(); from += ENDS_PER_RECORD) {
      int to = Math.min(ends.size(), from + ENDS_PER_RECORD);
      long lsn = log.append(LogRecordType.LOOSE_ENDS, LooseEnds.toBytes(ends.subList(from, to)));
      first = first == 0 ? lsn : first;
    }
    return first;
  }

  private static byte[] bytes(long lsn) {
    byte[] bytes = new byte[Long.BYTES];
    LittleEndian.putLong(bytes, 0, lsn);
    return bytes;
  }

  /** Does something while no checkpoint is made, and so no log is cut and no state written. */
  void whileNone(StoreTask task) throws IOException {
    running.lock();
    try {
      requireOpen();
      health.check();
      task.run();
    } catch (LogFailedException e) {
      throw health.failed(e);
    } finally {
      running.unlock();
    }
  }

  /** Something that reads or writes files. */
  @FunctionalInterface
  interface StoreTask {
    void run() throws IOException;
  }

  CheckpointStats stats() {
    return new CheckpointStats(
        completed.sum(),
        pressure.redoFrom(),
        pressure.bytesToRedo(),
        pagesWritten.sum(),
        pressure.delayedWrites());
  }
}
