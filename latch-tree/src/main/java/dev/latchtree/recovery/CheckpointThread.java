package dev.latchtree.recovery;

import dev.latchtree.memory.Locks;
import dev.latchtree.recovery.ControlState.Phase;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Makes checkpoints when they are asked for, and from time to time. */
final class CheckpointThread {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.recovery");

  private final long intervalNanos;
  private final ReentrantLock lock = Locks.newLock();
  private final Condition wanted = lock.newCondition();
  private boolean asked;
  private volatile boolean stopped;
  private @Nullable Thread thread;

  CheckpointThread(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  void start(Checkpointer checkpointer, LogPressure pressure) {
    Thread started = new Thread(() -> run(checkpointer, pressure), "latchtree-checkpointer");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  /** Asks for a checkpoint; does not wait for it. */
  void ask() {
    lock.lock();
    try {
      asked = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run(Checkpointer checkpointer, LogPressure pressure) {
    try {
      for (Need need = awaitNeed(); need != Need.NONE; need = awaitNeed()) {
        if (need == Need.ASKED || !checkpointer.isIdle()) {
          checkpointer.run(() -> stopped || pressure.isUrgent(), Phase.OPEN);
        }
      }
    } catch (StoreFailedException e) {
      LOG.log(Level.ERROR, "no checkpoints are made any more", e);
    }
  }

  /** Why a checkpoint is due. */
  private enum Need {
    ASKED,
    TIME,

    /** None will be: the thread is stopped. */
    NONE
  }

  private Need awaitNeed() {
    lock.lock();
    try {
      long end = System.nanoTime() + intervalNanos;
      for (long left = intervalNanos;
          !asked && !stopped && left > 0;
          left = end - System.nanoTime()) {
        try {
          wanted.awaitNanos(left);
        } catch (InterruptedException e) {
          // Nobody interrupts this thread for a reason it knows.
          LOG.log(Level.DEBUG, "the checkpointer was interrupted and goes on", e);
        }
      }
      Need need = stopped ? Need.NONE : asked ? Need.ASKED : Need.TIME;
      asked = false;
      return need;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread; a checkpoint under way is completed in a hurry. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
    Thread running = thread;
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
