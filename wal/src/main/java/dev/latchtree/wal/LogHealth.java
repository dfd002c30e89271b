package dev.latchtree.wal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log still works. It fails once and for good (rule: nothing is retried, nothing
 * acknowledged afterwards).
 *
 * <p>Memory order: {@code failure} is volatile and written before anybody is woken, so whoever is
 * woken by a failure sees it.
 */
final class LogHealth {

  private final String log;
  private volatile @Nullable Throwable failure;
  private volatile boolean somebodyLost;
  private volatile Runnable wakeUp = () -> {};

  LogHealth(String log) {
    this.log = log;
  }

  /** What wakes those who wait for something that a failed log never does. */
  void onFailure(Runnable newWakeUp) {
    wakeUp = newWakeUp;
  }

  /**
   * Fails because of something that was thrown between admission and publication, most likely an
   * error of the JVM: credit or a place in the ring may be nobody's for ever.
   */
  void abandon(Throwable cause) {
    somebodyLost = true;
    fail(cause);
  }

  /** Whether nobody can tell any more who is inside. */
  boolean isSomebodyLost() {
    return somebodyLost;
  }

  /** Records the first failure, later ones are added to it; then wakes whoever waits. */
  void fail(Throwable cause) {
    try {
      record(cause);
    } finally {
      wakeUp.run();
    }
  }

  private synchronized void record(Throwable cause) {
    Throwable first = failure;
    if (first == null) {
      failure = cause;
    } else if (first != cause) {
      try {
        first.addSuppressed(cause);
      } catch (OutOfMemoryError | StackOverflowError noRoom) {
        return; // the first one says enough, and those who wait have to be woken
      }
    }
  }

  boolean failed() {
    return failure != null;
  }

  /** Throws if the log has failed. */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new LogFailedException(log, cause);
    }
  }

  /** Like {@link #check()}, for those whose callers expect failures of the disk. */
  void checkForIo() throws IOException {
    Throwable cause = failure;
    if (cause != null) {
      throw new IOException("the log has failed: " + cause.getMessage(), cause);
    }
  }
}
