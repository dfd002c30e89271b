package dev.latchtree.latch;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread in the queue of a {@link Bucket}. */
final class Waiter {

  final long key;
  final LatchMode mode;
  final long since = System.nanoTime();
  private final Thread thread = Thread.currentThread();

  /** Set by whoever changed the word, cleared by this thread before it looks at the word. */
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

  void signal() {
    if (!signalled) {
      signalled = true;
      LockSupport.unpark(thread);
    }
  }

  /** Parks until signalled; returns whether an interrupt came and was cleared meanwhile. */
  boolean parkUntilSignalled() {
    boolean interrupted = false;
    while (!signalled) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    return interrupted;
  }
}
