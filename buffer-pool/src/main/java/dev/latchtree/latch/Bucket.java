package dev.latchtree.latch;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One queue of the {@link ParkingLot}: waiters of all words that hash to it, oldest first. */
final class Bucket {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Waiter head;
  private @Nullable Waiter tail;

  private int length;

  /** Written under the lock, read without it by every releaser. */
  private volatile boolean occupied;

  boolean hasWaiters() {
    return occupied;
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
      length++;
      occupied = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes {@code waiter} out; the lock is held. Its own {@code next} stays, for who iterates. */
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
    length--;
    occupied = length != 0;
  }

  /** The oldest waiter for {@code key}; the lock is held. */
  @Nullable Waiter first(long key) {
    return from(head, key);
  }

  /** The next younger waiter for {@code key}; the lock is held. */
  @Nullable Waiter next(Waiter waiter, long key) {
    return from(waiter.next, key);
  }

  private static @Nullable Waiter from(@Nullable Waiter waiter, long key) {
    while (waiter != null && waiter.key != key) {
      waiter = waiter.next;
    }
    return waiter;
  }
}
