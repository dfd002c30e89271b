package dev.latchtree.memory;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks that may be held across a {@link YieldPoint}. Where yield points are off they are the JDK's
 * own, and nothing more.
 *
 * <p>Where they are on, an explored thread never blocks on one: it tries, and lets others go on
 * until it succeeds. Threads that are not explored block as ever.
 */
public final class Locks {

  private static final String LOCK = "wait for a lock";
  private static final String LOCKED = "got the lock";
  private static final String SIGNAL = "wait for a signal";

  private Locks() {}

  /** A lock. */
  public static ReentrantLock newLock() {
    return YieldPoint.ENABLED ? new YieldingLock() : new ReentrantLock();
  }

  /** Takes a lock that was not made here. */
  public static void take(Lock lock) {
    if (!YieldPoint.ENABLED || !took(lock)) {
      lock.lock();
    }
  }

  /**
   * Tries until it succeeds; false if the thread is to block. A wait that is over is a step: others
   * may wait for what comes of it.
   */
  private static boolean took(Lock lock) {
    boolean waited = false;
    while (!lock.tryLock()) {
      if (!YieldPoint.waits(LOCK)) {
        return false;
      }
      waited = true;
    }
    boolean taken = !waited;
    try {
      if (waited) {
        YieldPoint.at(LOCKED, 0);
        taken = true;
      }
    } finally {
      if (!taken) {
        lock.unlock();
      }
    }
    return true;
  }

  private static final class YieldingLock extends ReentrantLock {

    private static final long serialVersionUID = 1;

    @Override
    public void lock() {
      if (!took(this)) {
        super.lock();
      }
    }

    @Override
    public Condition newCondition() {
      return new YieldingCondition(this, super.newCondition());
    }
  }

  /** Explored threads come back from each wait without a signal, as any thread may, and look. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private static final class YieldingCondition implements Condition {

    private final ReentrantLock lock;
    private final Condition condition;

    YieldingCondition(ReentrantLock lock, Condition condition) {
      this.lock = lock;
      this.condition = condition;
    }

    /** Lets others go on without the lock; false, and nothing is done, if it is not explored. */
    private boolean waited(boolean forATime) {
      if (!YieldPoint.isExplored()) {
        return false;
      }
      lock.unlock();
      try {
        return forATime ? YieldPoint.timesOut(SIGNAL) : YieldPoint.waits(SIGNAL);
      } finally {
        lock.lock();
      }
    }

    @Override
    public void await() throws InterruptedException {
      if (!waited(false)) {
        condition.await();
      }
    }

    @Override
    public void awaitUninterruptibly() {
      if (!waited(false)) {
        condition.awaitUninterruptibly();
      }
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
      return waited(true) ? 0 : condition.awaitNanos(nanos);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
      return !waited(true) && condition.await(time, unit);
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
      return !waited(true) && condition.awaitUntil(deadline);
    }

    @Override
    public void signal() {
      condition.signal();
    }

    @Override
    public void signalAll() {
      condition.signalAll();
    }
  }
}
