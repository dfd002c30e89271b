package dev.latchtree.latch;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One queue of the {@link ParkingLot}: waiters of all words that hash to it, oldest first. */
final class Bucket {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Waiter head;
  private @Nullable Waiter tail;

  /**
   * Whether a release has somebody to wake: false while the queue is empty, and while the one whom
   * a release would wake has been told already but has not looked yet. A waiter that takes a while
   * to get a core thus costs the releases in between one read each. Written under the lock, read
   * without it by every releaser.
   */
  private volatile boolean alert;

  boolean needsWake() {
    return alert;
  }

  void setAlert(boolean needed) {
    alert = needed;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  void enqueue(Waiter waiter) {
    lock.lock();
    try {
      waiter.previous = tail;
      if (tail == null) {
        head = waiter;
      } else {
        tail.next = waiter;
      }
      tail = waiter;
      alert = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes {@code waiter} out; the lock is held. Its links are cut: an old waiter must not keep
   * younger ones alive for the collector.
   */
  void unlink(Waiter waiter) {
    Waiter previous = waiter.previous;
    Waiter next = waiter.next;
    if (previous == null) {
      head = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      tail = previous;
    } else {
      next.previous = previous;
    }
    waiter.previous = null;
    waiter.next = null;
    alert = head != null; // the next in line may now be the one to wake
  }

  /** The oldest waiter; the lock is held. */
  @Nullable Waiter oldest() {
    return head;
  }
}
