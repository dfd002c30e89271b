package dev.latchtree.buffer;

/**
 * Write-ahead: the pool asks before it writes a page.
 *
 * <p>Called by any thread, with no latch held. It must not use the pool.
 */
@FunctionalInterface
public interface LogBarrier {

  /** For pools without a log: nothing to wait for. */
  LogBarrier NONE = lsn -> {};

  /**
   * Returns once the log is durable up to and including {@code lsn}; an exception keeps the page
   * from being written.
   */
  void awaitDurable(long lsn);

  /** Whether {@link #awaitDurable} would return at once, as far as is known. Never waits. */
  default boolean isDurable(long lsn) {
    return true;
  }
}
