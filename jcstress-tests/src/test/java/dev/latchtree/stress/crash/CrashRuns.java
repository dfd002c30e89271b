package dev.latchtree.stress.crash;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.sim.SimulatedCrashException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Seeds and lengths of the suites: {@code -Dlatchtree.soak=true} for the long versions, {@code
 * -Dlatchtree.crash.seed=...} (and {@code -Dlatchtree.crash.protocol=...}) for one run alone.
 */
final class CrashRuns {

  static final boolean SOAK = Boolean.getBoolean("latchtree.soak");

  /** How often a single seed is run again: threads do not meet in the same way each time. */
  private static final int REPEATS = Integer.getInteger("latchtree.crash.repeats", 20);

  private static final int CORES = 2;

  /** The longest run from one seed. */
  private static final long LIMIT_SECONDS =
      Long.getLong("latchtree.crash.limitSeconds", SOAK ? 900 : 90);

  /** When the runs under way began, by their seeds. */
  private static final Map<Long, Long> RUNNING = new ConcurrentHashMap<>();

  private static final Queue<AssertionError> UNCAUGHT = new ConcurrentLinkedQueue<>();

  private CrashRuns() {}

  /** One run from a seed; returns how many crashes, faults or mutations it was about. */
  @FunctionalInterface
  interface Run {
    int from(long seed) throws Exception;
  }

  /** The seed to be run alone, or null. */
  static @Nullable Long only() {
    return Long.getLong("latchtree.crash.seed");
  }

  static boolean isWanted(LatchProtocol protocol) {
    return protocol.name().equals(System.getProperty("latchtree.crash.protocol", protocol.name()));
  }

  /**
   * Runs from new seeds, two at a time, until there were {@code wanted} crashes; or one seed alone.
   *
   * @throws AssertionError with the line that runs the failed seed alone
   */
  static int until(int wanted, String test, LatchProtocol protocol, Run run) throws Exception {
    if (!isWanted(protocol)) {
      return wanted;
    }
    Long only = only();
    if (only != null) {
      Thread.setDefaultUncaughtExceptionHandler(CrashRuns::endedBy);
      for (int i = 0; i < REPEATS; i++) {
        guarded(test, protocol, only, run);
      }
      return wanted;
    }
    Thread.setDefaultUncaughtExceptionHandler(CrashRuns::endedBy);
    SplittableRandom seeds = new SplittableRandom(System.nanoTime());
    Budget budget = new Budget(wanted);
    ExecutorService executor = Executors.newFixedThreadPool(CORES);
    List<Future<?>> workers = new ArrayList<>();
    try {
      for (int i = 0; i < CORES; i++) {
        SplittableRandom mine = seeds.split();
        Callable<Void> worker =
            () -> {
              while (!budget.isSpent()) {
                budget.spend(guarded(test, protocol, mine.nextLong(), run));
              }
              return null;
            };
        workers.add(executor.submit(worker));
      }
      for (Future<?> worker : workers) {
        await(worker, test, protocol);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failed) {
        System.out.printf("%s, %s: failed after some %d%n", test, protocol, budget.spent());
        throw failed;
      }
      throw e;
    } finally {
      budget.stop();
      executor.shutdown();
    }
    return budget.spent();
  }

  private static void await(Future<?> worker, String test, LatchProtocol protocol)
      throws Exception {
    while (true) {
      try {
        worker.get(1, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException notYet) {
        for (Map.Entry<Long, Long> run : RUNNING.entrySet()) {
          if (System.nanoTime() - run.getValue() > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
            throw new AssertionError(
                replay(test, protocol, run.getKey()) + "it comes to no end:\n" + allThreads());
          }
        }
      }
    }
  }

  private static String allThreads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, trace) -> {
              text.append(thread.getName()).append(' ').append(thread.getState()).append('\n');
              for (StackTraceElement line : trace) {
                text.append("    at ").append(line).append('\n');
              }
            });
    return text.toString();
  }

  private static String replay(String test, LatchProtocol protocol, long seed) {
    return "replay with -Dtest=%s -Dlatchtree.crash.protocol=%s -Dlatchtree.crash.seed=%d%n"
        .formatted(test, protocol, seed);
  }

  /** A thread of a store that ends by anything but the crash fails the run. */
  private static void endedBy(Thread thread, Throwable thrown) {
    if (!(thrown instanceof SimulatedCrashException)) {
      UNCAUGHT.add(new AssertionError(thread.getName() + " ended by an exception", thrown));
    }
  }

  private static int guarded(String test, LatchProtocol protocol, long seed, Run run) {
    RUNNING.put(seed, System.nanoTime());
    try {
      int count = run.from(seed);
      AssertionError uncaught = UNCAUGHT.poll();
      if (uncaught != null) {
        throw uncaught;
      }
      return count;
    } catch (Throwable e) {
      throw new AssertionError(replay(test, protocol, seed) + e.getMessage(), e);
    } finally {
      RUNNING.remove(seed);
    }
  }

  private static final class Budget {
    private final int wanted;
    private int spent;
    private boolean stopped;

    Budget(int wanted) {
      this.wanted = wanted;
    }

    synchronized boolean isSpent() {
      return stopped || spent >= wanted;
    }

    synchronized void spend(int count) {
      spent += count;
    }

    synchronized int spent() {
      return spent;
    }

    synchronized void stop() {
      stopped = true;
    }
  }
}
