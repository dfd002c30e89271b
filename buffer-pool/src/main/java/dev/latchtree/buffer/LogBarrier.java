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

  /**
   * Whether {@link #awaitDurable} would return at once. Never waits, and never throws, whatever it
   * is asked about: pages that are being replaced are asked about too. A barrier that does not say
   * is taken for one that never waits, and has pages written in larger groups.
   */
  default boolean isDurable(long lsn) {
    return true;
  }
}
