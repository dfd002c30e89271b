package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** Threads of tests: blocked ones are awaited by state, and none can hang a build. */
final class TestThreads {

  static final long LIMIT_SECONDS = 20;

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
      thread = new Thread(task, "test");
      thread.setDaemon(true);
      thread.start();
    }

    Thread thread() {
      return thread;
    }

    boolean isDone() {
      return task.isDone();
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
            return state == Thread.State.WAITING;
          },
          "the thread to block");
      return this;
    }

    /** The result; what the work threw is thrown here. */
    T get() {
      try {
        return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
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

  /** Runs one piece of work for each number on a thread of its own; the first failure is thrown. */
  static void together(int threads, IntFunction<Work> work) {
    List<Task<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(run(work.apply(i)));
    }
    tasks.forEach(Task::get);
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
