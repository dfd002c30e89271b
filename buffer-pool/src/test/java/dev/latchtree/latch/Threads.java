package dev.latchtree.latch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Starts threads, awaits what they do by looking at them, and hands their failures to the test.
 *
 * <p>Nothing waits for ever: after {@link #LIMIT_SECONDS} without the awaited state the stacks of
 * all threads become the message of a failure. The limit only turns a hang into a failure.
 */
final class Threads {

  private static final long LIMIT_SECONDS = 60;

  private final List<Thread> started = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Starts a platform thread. */
  Thread start(String name, Runnable body) {
    Thread thread = new Thread(guarded(body), name);
    thread.setDaemon(true);
    started.add(thread);
    thread.start();
    return thread;
  }

  /** Starts a virtual thread, where the JDK has them. */
  void startVirtual(Runnable body) {
    started.add(VirtualThreads.start(guarded(body)));
  }

  private Runnable guarded(Runnable body) {
    return () -> {
      try {
        body.run();
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      }
    };
  }

  /** Starts a thread and returns once it is parked in the queue of a latch word. */
  Thread startAndAwaitParked(String name, Runnable body) {
    Thread thread = start(name, body);
    awaitParked(thread);
    return thread;
  }

  /** Returns once {@code thread} is parked in the queue of a latch word. */
  void awaitParked(Thread thread) {
    awaitTrue(
        thread.getName() + " parks",
        () ->
            LockSupport.getBlocker(thread) instanceof Waiter
                && (thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING));
  }

  /** Returns once every thread has ended, and fails if one of them failed. */
  void awaitAll() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    for (Thread thread : started) {
      awaitEnd(thread, deadline);
    }
  }

  /** Returns once {@code thread} has ended. */
  void awaitEnd(Thread thread) {
    awaitEnd(thread, System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS));
  }

  private void awaitEnd(Thread thread, long deadline) {
    try {
      do {
        thread.join(10);
        failIfAnyFailed(); // others may wait for ever for what it held
      } while (thread.isAlive() && System.nanoTime() < deadline);
    } catch (InterruptedException e) {
      throw new AssertionError("the test itself was interrupted", e);
    }
    if (thread.isAlive()) {
      throw stuck("the end of " + thread.getName());
    }
  }

  private void failIfAnyFailed() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a thread of the test failed", thrown);
    }
  }

  /** Returns once {@code condition} holds. */
  @SuppressWarnings("ThreadPriorityCheck") // the awaited thread may need this core
  void awaitTrue(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      failIfAnyFailed();
      if (System.nanoTime() > deadline) {
        throw stuck(what);
      }
      Thread.yield();
    }
  }

  private AssertionError stuck(String what) {
    StringBuilder dump = new StringBuilder("waited in vain for: ").append(what).append('\n');
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      dump.append(each.getKey()).append(' ').append(each.getKey().getState()).append('\n');
      for (StackTraceElement frame : each.getValue()) {
        dump.append("    at ").append(frame).append('\n');
      }
    }
    AssertionError stuck = new AssertionError(dump.toString(), failure.get());
    failure.compareAndSet(null, stuck); // whoever waits after this would wait in vain too
    return stuck;
  }
}
