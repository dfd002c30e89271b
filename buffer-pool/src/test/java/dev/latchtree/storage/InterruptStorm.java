package dev.latchtree.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Workers that do a fixed amount of work each, while a storm interrupts some of them at random
 * moments. An interrupt is sent to a worker only when it has seen the one before, so that no two
 * merge into one flag and a single lost flag shows in the count.
 */
final class InterruptStorm {

  /** One unit of work. */
  interface Work {
    void once(int index) throws Exception;
  }

  private static final class Worker {
    final ReentrantLock sending = new ReentrantLock();
    final AtomicLong seen = new AtomicLong();
    final Thread thread;
    final boolean target;
    // All guarded by sending.
    long sent;
    boolean done;
    @Nullable Throwable failure;

    Worker(boolean target, int amount, Work work) {
      this.target = target;
      this.thread = new Thread(() -> run(amount, work));
    }

    private void run(int amount, Work work) {
      Throwable thrown = null;
      try {
        for (int i = 0; i < amount; i++) {
          work.once(i);
          if (Thread.interrupted()) {
            seen.incrementAndGet();
          }
        }
      } catch (Throwable t) {
        thrown = t;
      }
      sending.lock();
      try {
        done = true;
        failure = thrown;
        if (Thread.interrupted()) {
          seen.incrementAndGet();
        }
      } finally {
        sending.unlock();
      }
    }

    /** Sends an interrupt if the last one was seen; returns false if the worker is done. */
    boolean interrupt() {
      sending.lock();
      try {
        if (!done && seen.get() == sent) {
          sent++;
          thread.interrupt();
        }
        return !done;
      } finally {
        sending.unlock();
      }
    }
  }

  private final SplittableRandom random;
  private final List<Worker> workers = new ArrayList<>();

  InterruptStorm(long seed) {
    random = new SplittableRandom(seed);
  }

  InterruptStorm interrupted(int amount, Work work) {
    workers.add(new Worker(true, amount, work));
    return this;
  }

  InterruptStorm undisturbed(int amount, Work work) {
    workers.add(new Worker(false, amount, work));
    return this;
  }

  /** Runs until all work is done; returns the number of interrupts, none of which was lost. */
  long run() throws InterruptedException {
    workers.forEach(worker -> worker.thread.start());
    boolean anyLeft = true;
    while (anyLeft) {
      anyLeft = false;
      for (Worker worker : workers) {
        anyLeft |= worker.target && worker.interrupt();
        for (int spins = random.nextInt(300); spins > 0; spins--) {
          Thread.onSpinWait();
        }
      }
    }
    long interrupts = 0;
    for (Worker worker : workers) {
      worker.thread.join();
      if (worker.failure != null) {
        throw new AssertionError("A worker failed under interrupts", worker.failure);
      }
      if (worker.sent != worker.seen.get()) {
        throw new AssertionError(
            "%d interrupts were sent, %d were seen".formatted(worker.sent, worker.seen.get()));
      }
      interrupts += worker.sent;
    }
    return interrupts;
  }
}
