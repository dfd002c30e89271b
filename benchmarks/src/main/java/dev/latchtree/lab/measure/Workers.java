package dev.latchtree.lab.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts an operation under load and measures it.
 *
 * <p><b>Open loop.</b> Each operation has the instant at which it was due, and its latency counts
 * from there: an operation that stalls makes those behind it late, and they all say so. What was
 * due and not begun when time is up is counted too, with the latency it has reached by then, and as
 * {@link Outcome#unserved}. So there is no coordinated omission.
 */
public final class Workers {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Workers() {}

  /**
   * What came of it.
   *
   * @param operations how many were completed
   * @param sum of what they returned
   * @param seconds from the common start to the end of the last one
   * @param latency of each
   * @param errors operations that threw; a thread stops at its first
   * @param failure what the first of them threw
   * @param unserved due before the end and never begun
   * @param allocatedBytes by the threads, while they worked
   * @param cores processor time of the whole process, as a number of cores
   * @param switches of the threads, from before they waited for the common start to their ends;
   *     {@code null} where nobody counts them
   */
  public record Outcome(
      long operations,
      long sum,
      double seconds,
      LatencyRecorder latency,
      long errors,
      @Nullable Throwable failure,
      long unserved,
      long allocatedBytes,
      double cores,
      @Nullable ContextSwitches switches) {

    public double perSecond() {
      return operations / seconds;
    }

    /**
     * This, of a load in which nothing was to fail.
     *
     * @throws IllegalStateException if an operation failed
     */
    public Outcome requireNoFailure() {
      if (failure != null) {
        throw new IllegalStateException(
            "%d threads failed, the first with: %s".formatted(errors, failure), failure);
      }
      return this;
    }
  }

  /** Runs {@code load}; each thread gets an operation of its own from {@code operations}. */
  public static Outcome run(Load load, IntFunction<Operation> operations) {
    CountDownLatch ready = new CountDownLatch(load.threads());
    CountDownLatch go = new CountDownLatch(1);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < load.threads(); i++) {
      Worker worker = new Worker(load, i, operations.apply(i), ready, go);
      worker.thread.start();
      workers.add(worker);
    }
    await(ready);
    ProcessorTime processor = new ProcessorTime();
    long start = System.nanoTime();
    workers.forEach(worker -> worker.start = start);
    go.countDown();
    long end = start;
    for (Worker worker : workers) {
      worker.join(start + load.length().plus(PATIENCE).toNanos());
      end = Math.max(end, worker.end);
    }
    return sum(workers, Math.max(1, end - start) / NANOS_PER_SECOND, processor.cores());
  }

  private static Outcome sum(List<Worker> workers, double seconds, double cores) {
    LatencyRecorder latency = new LatencyRecorder();
    long operations = 0;
    long sum = 0;
    long errors = 0;
    long unserved = 0;
    long allocated = 0;
    ContextSwitches switches = ContextSwitches.NONE;
    Throwable failure = null;
    for (Worker worker : workers) {
      ContextSwitches own = worker.switches;
      switches = switches == null || own == null ? null : switches.plus(own);
      latency.add(worker.latency);
      operations += worker.operations;
      sum += worker.sum;
      unserved += worker.unserved;
      allocated += worker.allocated;
      if (worker.failure != null) {
        errors++;
        failure = failure == null ? worker.failure : failure;
      }
    }
    return new Outcome(
        operations, sum, seconds, latency, errors, failure, unserved, allocated, cores, switches);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a load was starting", e);
    }
  }

  /** One thread; the fields are its own until it has ended. */
  private static final class Worker {

    private final Load load;
    private final int number;
    private final Operation operation;
    private final LatencyRecorder latency = new LatencyRecorder();
    private final Thread thread;
    private long start;
    private long end;
    private long operations;
    private long sum;
    private long unserved;
    private long allocated;
    private @Nullable Throwable failure;
    private @Nullable ContextSwitches switches;

    Worker(Load load, int number, Operation operation, CountDownLatch ready, CountDownLatch go) {
      this.load = load;
      this.number = number;
      this.operation = operation;
      thread =
          new Thread(
              () -> {
                ContextSwitches before = begin(ready);
                Workers.await(go);
                if (failure == null) {
                  work();
                  ContextSwitches after = ContextSwitches.ofThisThread();
                  switches = before == null || after == null ? null : after.minus(before);
                } else {
                  end = start;
                }
              },
              "lab-worker-" + number);
      thread.setDaemon(true);
    }

    /** Says that it is there, also if it cannot work. */
    private @Nullable ContextSwitches begin(CountDownLatch ready) {
      try {
        return ContextSwitches.ofThisThread();
      } catch (Throwable e) {
        failure = e;
        return null;
      } finally {
        ready.countDown();
      }
    }

    private void work() {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        if (load.isOpen()) {
          openLoop();
        } else {
          closedLoop();
        }
      } catch (Throwable e) {
        failure = e;
        end = System.nanoTime();
      }
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** At least once: a thread that is woken late has something to show too. */
    private void closedLoop() throws Exception {
      long deadline = start + load.length().toNanos();
      long begun = System.nanoTime();
      end = start;
      do {
        long result = operation.run();
        if (result == Operation.NOTHING_LEFT) {
          return;
        }
        sum += result;
        end = System.nanoTime();
        latency.record(end - begun);
        operations++;
        begun = end;
      } while (begun < deadline);
    }

    private void openLoop() throws Exception {
      long deadline = start + load.length().toNanos();
      double interval = NANOS_PER_SECOND * load.threads() / load.rate();
      double first = interval * number / load.threads();
      for (long i = 0; ; i++) {
        long due = start + (long) (first + i * interval);
        if (due >= deadline) {
          end = System.nanoTime();
          return;
        }
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(this, left);
        }
        if (System.nanoTime() >= deadline) {
          unserved++;
          latency.record(deadline - due);
        } else {
          sum += operation.run();
          latency.record(System.nanoTime() - due);
          operations++;
        }
      }
    }

    void join(long until) {
      try {
        long millis = Math.max(1, (until - System.nanoTime()) / 1_000_000);
        thread.join(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while a load was running", e);
      }
      if (thread.isAlive()) {
        IllegalStateException stuck =
            new IllegalStateException(
                "%s is still busy %d s after its time was up; it stands here:"
                    .formatted(thread.getName(), PATIENCE.toSeconds()));
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    }
  }
}
