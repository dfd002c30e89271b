package dev.latchtree.tree;

import dev.latchtree.memory.Locks;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Merges that were given up because others were in the way, to be taken up by a thread that has the
 * time to wait; without them an emptied leaf would never be visited again (rule T3).
 *
 * <p>Who finds many waiting does the merge itself, however long that takes, unless it holds latches
 * or has done enough for others.
 */
final class MergeQueue {

  private static final int MOST = 4096;

  /** The page of a level that a key lies in, as far as it is still too empty. */
  @SuppressWarnings("ArrayRecordComponent") // nobody asks whether two are equal
  record Merge(Tree tree, int level, byte[] key) {}

  private final ReentrantLock lock = Locks.newLock();
  private final Condition added = lock.newCondition();
  private final Condition settled = lock.newCondition();
  private final ArrayDeque<Merge> waiting = new ArrayDeque<>();
  private int taken;
  private boolean closed;

  /** Adds one; false if there are many already, and the caller should do it itself. */
  boolean offer(Merge merge) {
    lock.lock();
    try {
      if (waiting.size() >= MOST) {
        return false;
      }
      add(merge);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Adds one for a caller who cannot do it itself: however many there are, none is lost. */
  void add(Merge merge) {
    lock.lock();
    try {
      waiting.add(merge);
      added.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes one, to be followed by {@link #done}; null if there is none. */
  @Nullable Merge poll() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for one; null once the queue is closed. BlinkTree.tla: Tend. */
  @Nullable Merge take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        added.awaitUninterruptibly();
      }
      return closed ? null : next();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Merge next() {
    Merge merge = waiting.poll();
    taken += merge == null ? 0 : 1;
    return merge;
  }

  /** What was taken is done, or cannot be. */
  void done() {
    lock.lock();
    try {
      taken--;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing that was taken is under way; answers whether nothing is waiting then. */
  boolean awaitSettled() {
    lock.lock();
    try {
      while (taken > 0) {
        settled.awaitUninterruptibly();
      }
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
