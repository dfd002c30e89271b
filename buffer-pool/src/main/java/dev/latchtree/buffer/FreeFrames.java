package dev.latchtree.buffer;

import dev.latchtree.memory.Locks;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MpmcArrayQueue;

/**
 * Frames without a page, in a JCTools queue, and those who wait for one.
 *
 * <p>A waiter counts itself before it polls for the last time; a giver offers before it looks at
 * the count. Both are atomic read-modify-writes or sit behind one, so one of them sees the other.
 */
final class FreeFrames {

  private final MpmcArrayQueue<Integer> queue;
  private final Integer[] boxes; // boxed once: a miss allocates nothing for its frame number
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = Locks.newLock();
  private final Condition given = lock.newCondition();

  FreeFrames(int frames) {
    queue = new MpmcArrayQueue<>(frames + 1);
    boxes = new Integer[frames + 1];
    for (int frame = 1; frame <= frames; frame++) {
      boxes[frame] = frame;
      queue.add(boxes[frame]);
    }
  }

  int size() {
    return queue.size();
  }

  /** A frame without a page, or {@link PageTable#NO_FRAME}. */
  int poll() {
    Integer frame = queue.poll();
    return frame == null ? PageTable.NO_FRAME : frame;
  }

  void give(int frame) {
    queue.add(boxes[frame]);
    if (waiting.get() != 0) {
      lock.lock();
      try {
        given.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits at most {@code nanos} for a frame; {@link PageTable#NO_FRAME} if none came. Neither ends
   * early nor throws on an interrupt, and keeps the flag.
   */
  int poll(long nanos) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + nanos;
    long left = nanos;
    lock.lock();
    waiting.incrementAndGet();
    try {
      while (true) {
        int frame = poll();
        if (frame != PageTable.NO_FRAME || left <= 0) {
          return frame;
        }
        try {
          left = given.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
          left = deadline - System.nanoTime();
        }
      }
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
