package dev.latchtree.buffer;

/** A log whose syncs are counted: each makes all durable that was appended by then. */
final class SyncedLog implements LogBarrier {

  /** What is smaller is durable. */
  private long durable;

  private long end;
  private int syncs;

  /** Appends up to {@code newEnd}, without a sync. */
  synchronized void append(long newEnd) {
    end = newEnd;
  }

  synchronized void sync() {
    durable = end;
  }

  /** How often somebody had to wait. */
  synchronized int syncs() {
    return syncs;
  }

  @Override
  public synchronized void awaitDurable(long lsn) {
    if (!isDurable(lsn)) {
      syncs++;
      sync();
    }
  }

  @Override
  public synchronized boolean isDurable(long lsn) {
    return lsn < durable;
  }
}
