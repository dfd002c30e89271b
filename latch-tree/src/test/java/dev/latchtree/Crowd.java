package dev.latchtree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads of a test. The first failure is the test's, and lets the others end early; none can hang
 * a build.
 */
final class Crowd {

  private static final long LIMIT_SECONDS = TreeRandom.SOAK ? 3600 : 120;

  private final List<FutureTask<Boolean>> tasks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean failed = new AtomicBoolean();

  /** Work that may throw. */
  interface Work {
    void run() throws Exception;
  }

  /** Starts a thread. */
  Crowd start(Work work) {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              try {
                work.run();
                return true;
              } catch (Throwable e) {
                failed.set(true);
                throw e;
              }
            });
    Thread thread = new Thread(task, "test-" + threads.size());
    thread.setDaemon(true);
    tasks.add(task);
    threads.add(thread);
    thread.start();
    return this;
  }

  /** Whether it is of no use to go on. */
  boolean hasFailed() {
    return failed.get();
  }

  /** Whether all threads have ended, one way or the other. */
  boolean isDone() {
    return tasks.stream().allMatch(FutureTask::isDone);
  }

  /** Waits for all threads that were started; throws the first failure. */
  void join() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    for (int i = 0; i < tasks.size(); i++) {
      try {
        tasks.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError(threads.get(i).getName() + ": " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (TimeoutException e) {
        throw stuck();
      }
    }
  }

  /** Says where everybody is. */
  private AssertionError stuck() {
    AssertionError stuck = new AssertionError("threads are stuck");
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        AssertionError where = new AssertionError(thread.getName() + " " + thread.getState());
        where.setStackTrace(thread.getStackTrace());
        stuck.addSuppressed(where);
      }
    }
    return stuck;
  }
}
