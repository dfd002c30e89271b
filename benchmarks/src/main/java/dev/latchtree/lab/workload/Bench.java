package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One engine with its entries, ready to be measured. There are two stores: one whose keys stay the
 * same, and one for the workloads that change which keys there are; each is filled when it is first
 * needed. After each run a store has as many entries as before: what was inserted is removed,
 * untimed. Used by one thread.
 */
public final class Bench implements AutoCloseable {

  /** A store may grow by a half, or by this many entries if it is very small, between trims. */
  private static final int LEAST_GROWTH = 10_000;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  /** What one collection sets free by way of cleaners, the next ones collect. */
  private static final int COLLECTIONS = 4;

  /** So much of the time is enough: what is left is too short to start threads for. */
  private static final double ENOUGH = 0.95;

  private static final int FILLING_THREADS = 2;

  private final Supplier<StoreUnderTest> opener;
  private final int entries;
  private final Pace pace;
  private @Nullable Filled steady;
  private @Nullable Filled changing;
  private Popularity popularity = Popularity.NONE;
  private long runs;

  /** A store with its population. */
  private record Filled(StoreUnderTest store, Population population) {}

  /**
   * Opens nothing yet.
   *
   * @param opener makes a new, empty store
   */
  public Bench(Supplier<StoreUnderTest> opener, int entries) {
    this(opener, entries, false);
  }

  /**
   * The same.
   *
   * @param timed whether each operation is timed by itself, however short it is
   */
  public Bench(Supplier<StoreUnderTest> opener, int entries, boolean timed) {
    this.opener = opener;
    this.entries = entries;
    pace = new Pace(timed);
  }

  /**
   * Gets ready what the workload needs, if that has not been done.
   *
   * <p>Entries are counted here, and after workloads that change which keys there are: some engines
   * count by looking at all of them, which leaves other pages in the cache than work does.
   */
  public void prepare(Workload workload) {
    ready(workload).population.requireCount(entries);
  }

  private Filled ready(Workload workload) {
    if (workload.hasPopularKeys() && popularity == Popularity.NONE) {
      popularity = Popularity.among(entries);
    }
    return filled(workload);
  }

  /**
   * Runs it for about this long.
   *
   * @throws IllegalStateException if an operation fails, or finds other than it should
   */
  public Measured run(Workload workload, int threads, Duration length) {
    Filled filled = ready(workload);
    if (workload == Workload.HEAP) {
      return new Measured(usedHeap() / BYTES_PER_MEBIBYTE, null, Map.of());
    }
    boolean timed = pace.isTimed(workload);
    Total total = new Total(timed);
    long growth = Math.max(entries / 2, LEAST_GROWTH);
    try (Sessions sessions = new Sessions(filled.store, threads)) {
      double wanted = length.toNanos() / NANOS_PER_SECOND;
      do {
        Duration left = Duration.ofNanos((long) ((wanted - total.seconds) * NANOS_PER_SECOND));
        Task task =
            workload.task(
                new Shift(
                    filled.population,
                    sessions,
                    threads,
                    growth,
                    popularity,
                    new SplittableRandom(runs++),
                    timed));
        Map<String, Long> before = filled.store.events();
        Outcome outcome = Workers.run(Load.closed(threads, left), task::of);
        total.add(outcome.requireNoFailure(), before, filled.store.events());
        task.undo();
      } while (total.seconds < wanted * ENOUGH);
    }
    filled.store.settle();
    if (workload.changesKeys()) {
      filled.population.requireCount(entries);
    }
    Measured measured = total.measured();
    pace.learn(workload, threads, measured.figure());
    return measured;
  }

  private Filled filled(Workload workload) {
    if (workload.changesKeys()) {
      changing = changing == null ? fill() : changing;
      return changing;
    }
    steady = steady == null ? fill() : steady;
    return steady;
  }

  private Filled fill() {
    StoreUnderTest store = opener.get();
    Population population = new Population(store, entries, FILLING_THREADS);
    population.fill();
    store.filled();
    return new Filled(store, population);
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Override
  public void close() {
    if (steady != null) {
      steady.store.close();
    }
    if (changing != null) {
      changing.store.close();
    }
  }

  /** The sum of what Workers have told, and of what happened inside the store meanwhile. */
  private static final class Total {

    private final Map<String, Long> events = new LinkedHashMap<>();
    private final @Nullable LatencyRecorder latency;
    private double seconds;
    private long operations;
    private long allocated;
    private double coreSeconds;

    Total(boolean timed) {
      latency = timed ? new LatencyRecorder() : null;
    }

    void add(Outcome outcome, Map<String, Long> before, Map<String, Long> after) {
      if (latency != null) {
        latency.add(outcome.latency());
      }
      seconds += outcome.seconds();
      operations += outcome.sum();
      allocated += outcome.allocatedBytes();
      coreSeconds += outcome.cores() * outcome.seconds();
      after.forEach(
          (name, value) -> events.merge(name, value - before.getOrDefault(name, 0L), Long::sum));
    }

    Measured measured() {
      Map<String, Double> counts = new LinkedHashMap<>();
      counts.put("allocatedBytesPerOperation", (double) allocated / operations);
      counts.put("cores", coreSeconds / seconds);
      events.forEach((name, value) -> counts.put(name, (double) value));
      return new Measured(operations / seconds, latency, counts);
    }
  }
}
