package dev.latchtree.lab.micro;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Has no optimistic mode: reads under the read lock either way. */
final class ReadWriteLockedPage implements LatchedPage {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final PageBytes bytes;

  ReadWriteLockedPage(PageBytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public long readOptimistically() {
    return readShared();
  }

  @Override
  public long readShared() {
    lock.readLock().lock();
    try {
      return bytes.read();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void write() {
    lock.writeLock().lock();
    try {
      bytes.write();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  @SuppressWarnings("LockNotBeforeTry") // there is nothing in between
  public void lockAndUnlock() {
    lock.writeLock().lock();
    lock.writeLock().unlock();
  }
}
