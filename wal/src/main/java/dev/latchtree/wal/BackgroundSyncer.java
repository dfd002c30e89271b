package dev.latchtree.wal;

import java.util.concurrent.locks.LockSupport;

/**
 * Syncs the log on a thread of its own: every period ({@code INTERVAL}), or when asked ({@code OS},
 * when a segment is full, so that unsynced files do not pile up).
 */
final class BackgroundSyncer implements AutoCloseable {

  private final Runnable sync;
  private final LogHealth health;
  private final long periodNanos;
  private final Thread thread;
  private volatile boolean requested;
  private volatile boolean stopped;

  /**
   * @param periodNanos 0 to sync only when asked
   * @param sync syncs what there is, and throws only when the log has failed
   */
  BackgroundSyncer(long periodNanos, Runnable sync, LogHealth health) {
    this.periodNanos = periodNanos;
    this.sync = sync;
    this.health = health;
    thread = new Thread(this::run, "latchtree-log-syncer");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Asks for a sync and does not wait for it. */
  void request() {
    requested = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long due = System.nanoTime() + periodNanos;
    while (!stopped && !health.failed()) {
      long left = due - System.nanoTime();
      if (requested || (periodNanos > 0 && left <= 0)) {
        requested = false;
        due = System.nanoTime() + periodNanos;
        try {
          sync.run();
        } catch (LogFailedException told) {
          return; // Everybody who waits or comes later is told the same.
        } catch (Throwable failure) {
          health.fail(failure); // or nobody would know that nobody syncs any more
        }
      } else if (periodNanos > 0) {
        LockSupport.parkNanos(this, left);
      } else {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
