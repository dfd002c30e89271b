package dev.latchtree.recovery;

import dev.latchtree.memory.Locks;
import dev.latchtree.wal.WriteAheadLog;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much of the log a crash would leave to redo, and what is done to keep that small: from {@code
 * soft} bytes on a checkpoint is asked for; near {@code hard} its rate is no longer bounded; at
 * {@code hard} writers wait, where they hold no latch, until it is complete (rule P3).
 *
 * <p>Who has room in the ring already goes on: so more than {@code hard} by what the ring holds, at
 * most.
 *
 * <p>Memory order: {@code noticeAt} is volatile and only a hint to look closer; all else is guarded
 * by {@code lock}, which is taken before no other.
 */
final class LogPressure {

  private static final int URGENT_NUMERATOR = 3;
  private static final int URGENT_DENOMINATOR = 4;

  private final WriteAheadLog log;
  private final StoreHealth health;
  private final long soft;
  private final long hard;
  private final Runnable askForCheckpoint;
  private final LongAdder delayed = new LongAdder();

  private final ReentrantLock lock = Locks.newLock();
  private final Condition relieved = lock.newCondition();

  /** Where redo would begin. */
  private volatile long redoFrom;

  private long begun;
  private boolean asked;
  private boolean ended;

  /** Before, recovery frees what is loose: nobody could make a checkpoint, and nobody waits. */
  private volatile boolean started;

  /** At this LSN somebody has to look closer. */
  private volatile long noticeAt;

  LogPressure(
      WriteAheadLog log,
      StoreHealth health,
      long redoFrom,
      long soft,
      long hard,
      Runnable askForCheckpoint) {
    this.log = log;
    this.health = health;
    this.redoFrom = redoFrom;
    this.soft = soft;
    this.hard = hard;
    this.askForCheckpoint = askForCheckpoint;
    begun = redoFrom;
    noticeAt = redoFrom + Math.min(soft, hard);
  }

  /** Returns when one more record may be written. Nothing is latched. */
  void admit() {
    if (log.endLsn() >= noticeAt) {
      lookCloser();
    }
  }

  private void lookCloser() {
    if (!started) {
      return;
    }
    boolean full = isFull();
    boolean asks = full;
    lock.lock();
    try {
      if (!asked && log.endLsn() - begun >= soft) {
        asked = true;
        asks = true;
      }
      updateNotice();
    } finally {
      lock.unlock();
    }
    if (asks) {
      askForCheckpoint.run();
    }
    if (full) {
      awaitRelief();
    }
  }

  /** From here on checkpoints are made, and may be waited for. */
  void start() {
    started = true;
  }

  private boolean isFull() {
    return bytesToRedo() >= hard;
  }

  private void awaitRelief() {
    delayed.increment();
    lock.lock();
    try {
      while (isFull() && !ended && !health.hasFailed()) {
        relieved.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void updateNotice() {
    noticeAt = Math.min(asked ? Long.MAX_VALUE : begun + soft, redoFrom + hard);
  }

  /** A checkpoint has begun. */
  void begun(long beginLsn) {
    lock.lock();
    try {
      begun = beginLsn;
      asked = false;
      updateNotice();
    } finally {
      lock.unlock();
    }
  }

  /** The checkpoint that began there is complete. */
  void completed(long beginLsn) {
    lock.lock();
    try {
      redoFrom = beginLsn;
      updateNotice();
      relieved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more: the store has failed, or is being closed. */
  void end() {
    lock.lock();
    try {
      ended = true;
      relieved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a checkpoint should not mind its rate. */
  boolean isUrgent() {
    return bytesToRedo() > hard / URGENT_DENOMINATOR * URGENT_NUMERATOR;
  }

  long redoFrom() {
    return redoFrom;
  }

  long bytesToRedo() {
    return log.endLsn() - redoFrom;
  }

  long delayedWrites() {
    return delayed.sum();
  }
}
