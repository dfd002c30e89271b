package dev.latchtree.recovery;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Keeps a checkpoint to its rate: after each write it waits until so many bytes were due, unless
 * there is a hurry. For one thread.
 */
final class WritePacer {

  /** How soon a hurry is noticed. */
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long bytesPerSecond;
  private final BooleanSupplier hurry;
  private final long begun = System.nanoTime();
  private long written;

  WritePacer(long bytesPerSecond, BooleanSupplier hurry) {
    this.bytesPerSecond = bytesPerSecond;
    this.hurry = hurry;
  }

  void wrote(long bytes) {
    written += bytes;
    long due = begun + (long) (written * 1e9 / bytesPerSecond);
    boolean interrupted = false;
    for (long left = due - System.nanoTime();
        left > 0 && !hurry.getAsBoolean();
        left = due - System.nanoTime()) {
      LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
