package dev.latchtree.wal;

import dev.latchtree.memory.YieldPoint;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for the log.
 *
 * <p>A wake-up is never lost: it is kept in {@code signalled} until the next {@link #park()}, which
 * then returns at once. An interrupt does not end a wait; the thread's flag is set again by {@link
 * #restoreInterrupt()} when it is over (rule L7).
 */
final class Waiter {

  /** What a committer waits for. */
  enum Goal {
    /** Until the target is on disk. */
    DURABLE,

    /** Until the target was handed to the operating system. */
    WRITTEN,

    /** Until it has led a flush of its own ({@code ALWAYS}). */
    OWN_SYNC,

    /** Until it leads, whatever becomes of the log. */
    LEAD
  }

  /** Some five microseconds. */
  private static final int SPINS = 512;

  private final Thread thread = Thread.currentThread();
  private final long target;
  private final Goal goal;
  private volatile boolean signalled;
  private boolean interrupted;

  // Owned by the leader.
  @Nullable Waiter next;

  /** Size of the group that this waiter was served in; written before it is woken. */
  volatile int group;

  /** Set by the waiter itself when it has led. */
  volatile boolean served;

  Waiter(long target, Goal goal) {
    this.target = target;
    this.goal = goal;
  }

  long target() {
    return target;
  }

  Goal goal() {
    return goal;
  }

  /** Waits for a wake-up since the last call. */
  void park() {
    if (goal == Goal.WRITTEN) {
      spin();
    }
    while (!signalled) {
      if (YieldPoint.waits("wait for the log")) {
        continue;
      }
      LockSupport.park(this);
      if (Thread.interrupted()) {
        interrupted = true;
      }
    }
    signalled = false;
  }

  /** Who waits for no disk is served in less time than a park takes. */
  private void spin() {
    for (int i = 0; i < SPINS && !signalled; i++) {
      Thread.onSpinWait();
    }
  }

  void wake() {
    if (!signalled) {
      signalled = true;
      if (thread != Thread.currentThread()) {
        LockSupport.unpark(thread);
      }
    }
  }

  void restoreInterrupt() {
    if (interrupted) {
      thread.interrupt();
    }
  }
}
