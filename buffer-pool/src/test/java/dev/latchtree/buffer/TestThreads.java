package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Threads of tests: blocked ones are awaited by state, and none can hang a build. */
final class TestThreads {

  static final long LIMIT_SECONDS = 60;

  /** For workloads, which a soak makes long. */
  static final long LONG_LIMIT_SECONDS = TestRandom.SOAK ? 1800 : 120;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestThreads() {}

  /** Work that may throw. */
  interface Work {
    void run() throws Exception;
  }

  /** One piece of work on a thread of its own. */
  static final class Task<T> {

    private final FutureTask<T> task;
    private final Thread thread;

    private Task(Callable<T> work) {
      task = new FutureTask<>(work);
      thread = new Thread(task, "test-" + NUMBER.incrementAndGet());
      thread.setDaemon(true);
      thread.start();
    }

    Thread thread() {
      return thread;
    }

    /** Returns when the thread has parked, wherever that is. */
    Task<T> awaitBlocked() {
      awaitTrue(
          () -> {
            Thread.State state = thread.getState();
            if (state == Thread.State.TERMINATED) {
              get(); // shows why, if it failed
              fail("ended instead of blocking");
            }
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
          },
          "the thread to block");
      return this;
    }

    boolean isDone() {
      return task.isDone();
    }

    /** The result; what the work threw is thrown here. */
    T get() {
      return get(LIMIT_SECONDS);
    }

    /** The same for work that takes longer. */
    T get(long seconds) {
      try {
        return task.get(seconds, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException runtime) {
          throw runtime;
        }
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw new AssertionError(e.getCause());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (TimeoutException e) {
        AssertionError stuck = new AssertionError(thread.getName() + " is stuck");
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    }
  }

  static <T> Task<T> start(Callable<T> work) {
    return new Task<>(work);
  }

  static Task<Boolean> run(Work work) {
    return new Task<>(
        () -> {
          work.run();
          return true;
        });
  }

  /** Runs the same work on several threads and waits for all; the first failure is thrown. */
  static void runTogether(int threads, Work work) {
    List<Task<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(run(work));
    }
    joinAll(tasks);
  }

  static void joinAll(List<Task<Boolean>> tasks) {
    tasks.forEach(task -> task.get(LONG_LIMIT_SECONDS));
  }

  static void await(CountDownLatch latch, String what) {
    try {
      if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        fail("waited in vain for " + what);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Looks until it is so. */
  @SuppressWarnings("ThreadPriorityCheck") // two cores: whoever is waited for may need this one
  static void awaitTrue(BooleanSupplier condition, String what) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - limit > 0) {
        fail("waited in vain for " + what);
      }
      Thread.yield();
    }
  }
}
