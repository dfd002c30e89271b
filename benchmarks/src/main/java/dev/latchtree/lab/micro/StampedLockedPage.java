package dev.latchtree.lab.micro;

import java.util.concurrent.locks.StampedLock;

/** Reads as the class comment of StampedLock advises: one optimistic try, then the read lock. */
final class StampedLockedPage implements LatchedPage {

  private final StampedLock lock = new StampedLock();
  private final PageBytes bytes;

  StampedLockedPage(PageBytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public long readOptimistically() {
    long stamp = lock.tryOptimisticRead();
    if (stamp != 0) {
      long sum = bytes.read();
      if (lock.validate(stamp)) {
        return sum;
      }
    }
    return readShared();
  }

  @Override
  public long readShared() {
    long stamp = lock.readLock();
    try {
      return bytes.read();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public void write() {
    long stamp = lock.writeLock();
    try {
      bytes.write();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  @Override
  public void lockAndUnlock() {
    lock.unlockWrite(lock.writeLock());
  }
}
