package dev.latchtree.wal;

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

  LogHealth(String log) {
    this.log = log;
  }

  /** Records the first failure; later ones are added to it. */
  synchronized void fail(Throwable cause) {
    Throwable first = failure;
    if (first == null) {
      failure = cause;
    } else if (first != cause) {
      first.addSuppressed(cause);
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

  @Nullable Throwable failure() {
    return failure;
  }
}
