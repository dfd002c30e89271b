package dev.latchtree.stress.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that begin together and have to come to an end. If one of them does not, that is told
 * with the stacks of all of them: an endless loop, or threads that wait for each other.
 */
final class Crew {

  /** What a thread does. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch start = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Crew add(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                start.await();
                work.run();
              } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
              }
            },
            name);
    thread.setDaemon(true); // who never ends must not keep the JVM from ending
    threads.add(thread);
    return this;
  }

  /** Whether a thread has failed: the others need not go on. */
  boolean hasFailed() {
    return failure.get() != null;
  }

  /**
   * Lets all threads run to their ends.
   *
   * @param limitSeconds after which they are taken to be stuck
   * @throws AssertionError if one of them threw, or did not come to its end
   */
  void run(long limitSeconds) throws InterruptedException {
    threads.forEach(Thread::start);
    start.countDown();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      if (thread.isAlive()) {
        throw new AssertionError(
            "%s has come to no end in %d s:%n%s"
                .formatted(thread.getName(), limitSeconds, stacks()));
      }
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a thread ended by " + thrown, thrown);
    }
  }

  private String stacks() {
    StringBuilder text = new StringBuilder();
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        text.append(thread.getName()).append(' ').append(thread.getState()).append('\n');
        for (StackTraceElement line : thread.getStackTrace()) {
          text.append("    at ").append(line).append('\n');
        }
      }
    }
    return text.toString();
  }
}
