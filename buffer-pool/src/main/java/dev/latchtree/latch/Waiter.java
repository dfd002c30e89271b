package dev.latchtree.latch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread in the queue of a {@link Bucket}. */
final class Waiter {

  /** The first park; long against a store buffer, short against being noticed. */
  private static final long FIRST_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  final long key;
  final LatchMode mode;
  final long since = System.nanoTime();
  private final Thread thread = Thread.currentThread();
  private long parkNanos = FIRST_PARK_NANOS;
  private boolean interrupted;

  /** Changed under the bucket's lock: told to look at the word, and has not yet. */
  volatile boolean signalled;

  /** Guarded by the bucket's lock: the latch was taken in this thread's name. */
  boolean granted;

  /** Guarded by the bucket's lock: the word as it was when this thread got in. */
  long word;

  @Nullable Waiter previous;
  @Nullable Waiter next;

  Waiter(long key, LatchMode mode) {
    this.key = key;
    this.mode = mode;
  }

  /** Marks it as told; returns whether it was not yet and has to be unparked. */
  boolean signal() {
    if (signalled) {
      return false;
    }
    signalled = true;
    return true;
  }

  void unpark() {
    LockSupport.unpark(thread);
  }

  /**
   * Parks until it is time to look again: when signalled, and in any case after a while that
   * doubles as long as no signal comes. An interrupt is put aside.
   */
  void park() {
    long deadline = System.nanoTime() + parkNanos;
    parkNanos = Math.min(2 * parkNanos, LONGEST_PARK_NANOS);
    while (!signalled) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    parkNanos = FIRST_PARK_NANOS;
  }

  /** Sets the flag of an interrupt that came meanwhile. */
  void restoreInterrupt() {
    if (interrupted) {
      thread.interrupt();
    }
  }
}
