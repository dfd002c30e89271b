package dev.latchtree.storage;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass, in full, whatever happens to the thread; its interrupt flag is kept. */
final class SyncDelay {
  private final long nanos;

  SyncDelay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("Negative delay: " + delay);
    }
    this.nanos = delay.toNanos();
  }

  /**
   * Returns when the delay has passed. An interrupted thread could not park, hence the clearing.
   */
  void await() {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(this, left);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
