package dev.latchtree.tree;

import dev.latchtree.memory.Locks;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Holds merges back while a group of keys, which has waited long, gets its leaves: the room that
 * was made for it must not be merged away again (rule T6). One group has its turn after the other.
 *
 * <p>Taken before any latch.
 */
final class MergeGate {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** A merge begins, unless a group is at it. */
  boolean tryEnter() {
    return lock.readLock().tryLock();
  }

  /** A merge begins, after any group that is at it. */
  void enter() {
    Locks.take(lock.readLock());
  }

  void leave() {
    lock.readLock().unlock();
  }

  /** A group has its turn: waits for merges under way, and for other groups. */
  void close() {
    Locks.take(lock.writeLock());
  }

  void open() {
    lock.writeLock().unlock();
  }
}
