package dev.latchtree.wal;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Adds up what readers have done and tells it now and then. Thread safe; meant to be called once
 * for many records.
 */
final class ProgressMeter {

  /** How much a reader does before it adds it here. */
  static final long STEP = 1 << 20;

  private static final long INTERVAL_NANOS = 250_000_000;

  private final ReadProgress listener;
  private final long total;
  private final ReentrantLock lock = new ReentrantLock();

  // All guarded by lock.
  private long done;
  private long records;
  private long lastTold = System.nanoTime();

  ProgressMeter(long total, ReadProgress listener) {
    this.total = total;
    this.listener = listener;
  }

  void add(long moreBytes, long moreRecords) {
    lock.lock();
    try {
      done += moreBytes;
      records += moreRecords;
      long now = System.nanoTime();
      if (now - lastTold >= INTERVAL_NANOS) {
        lastTold = now;
        listener.progress(done, total, records);
      }
    } finally {
      lock.unlock();
    }
  }

  /** All was read. */
  void finish() {
    lock.lock();
    try {
      listener.progress(done, total, records);
    } finally {
      lock.unlock();
    }
  }
}
