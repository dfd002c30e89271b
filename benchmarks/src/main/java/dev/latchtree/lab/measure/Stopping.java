package dev.latchtree.lab.measure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether this JVM has been told to stop. Whoever interrupts it from a terminal interrupts its
 * processes too: they may have ended before it knows, and have not failed.
 */
public final class Stopping {

  private static final Duration INTERRUPTED_TOO = Duration.ofSeconds(2);

  private final CountDownLatch said = new CountDownLatch(1);

  /** Says so; from the thread that ends the JVM. */
  public void say() {
    said.countDown();
  }

  /** Does not return if the JVM has been told to stop. */
  public void stayIfSaid() {
    stay(Duration.ZERO);
  }

  /** Does not return if the JVM is told to stop now or soon; for whoever has seen a failure. */
  public void stayIfSaidSoon() {
    stay(INTERRUPTED_TOO);
  }

  private void stay(Duration patience) {
    try {
      if (said.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        Thread.currentThread().join(); // the JVM ends without this thread
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
