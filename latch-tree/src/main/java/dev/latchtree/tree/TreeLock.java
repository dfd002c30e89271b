package dev.latchtree.tree;

import dev.latchtree.memory.Locks;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What is taken around an operation as a whole. */
class TreeLock {

  /** Nothing: the latches of the pages are all. */
  static final TreeLock NONE = new TreeLock();

  private TreeLock() {}

  void lock(boolean toWrite) {}

  void unlock(boolean toWrite) {}

  /** One writer or many readers. */
  static final class ReadWrite extends TreeLock {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    @Override
    void lock(boolean toWrite) {
      if (toWrite) {
        Locks.take(lock.writeLock());
      } else {
        Locks.take(lock.readLock());
      }
    }

    @Override
    void unlock(boolean toWrite) {
      if (toWrite) {
        lock.writeLock().unlock();
      } else {
        lock.readLock().unlock();
      }
    }
  }
}
