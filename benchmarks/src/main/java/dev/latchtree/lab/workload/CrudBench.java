package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * Several stores with entries, each with workers of its own that read, create, update and delete
 * them, all at the same time. Every operation is timed. After each run the stores have as many
 * entries as before: what was created is removed and what was deleted put back, untimed, by as many
 * threads. Used by one thread.
 */
public final class CrudBench implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  /** So much of the time is enough: what is left is too short to start threads for. */
  private static final double ENOUGH = 0.95;

  private final IntFunction<StoreUnderTest> opener;
  private final Plan plan;
  private final List<StoreUnderTest> stores = new ArrayList<>();
  private final List<Population> populations = new ArrayList<>();
  private long runs;

  /**
   * Who does how much.
   *
   * @param stores how many there are
   * @param workers of each store
   * @param entries in each store, at least as many as workers
   * @param growth how many entries each store may have more than that
   * @param mix of the operations
   */
  public record Plan(int stores, int workers, int entries, int growth, CrudMix mix) {

    /** All workers of all stores. */
    public int threads() {
      return stores * workers;
    }
  }

  /**
   * What one run has shown.
   *
   * @param seconds that it took, without what was done to restore the stores
   * @param latencies of each kind of operation
   * @param events of all stores together, by name
   * @param cores processor time of the whole process, as a number of cores
   */
  public record Outcome(
      double seconds,
      Map<CrudKind, LatencyRecorder> latencies,
      Map<String, Long> events,
      double cores) {

    /** Operations of this kind. */
    public long count(CrudKind kind) {
      return Crud.recorderOf(latencies, kind).count();
    }

    /** Of all kinds together. */
    public LatencyRecorder latency() {
      LatencyRecorder all = new LatencyRecorder();
      latencies.values().forEach(all::add);
      return all;
    }
  }

  /**
   * Opens nothing yet.
   *
   * @param opener makes the new, empty store of this number
   */
  public CrudBench(IntFunction<StoreUnderTest> opener, Plan plan) {
    this.opener = opener;
    this.plan = plan;
  }

  /** Opens and fills the stores, if that has not been done. */
  public void prepare() {
    while (stores.size() < plan.stores()) {
      StoreUnderTest store = opener.apply(stores.size());
      stores.add(store);
      Population population = new Population(store, plan.entries(), plan.workers());
      populations.add(population);
      population.fill();
      store.filled();
    }
  }

  /** The stores, for those who look at them while they are worked on. */
  public List<StoreUnderTest> stores() {
    return List.copyOf(stores);
  }

  /**
   * Runs for about this long.
   *
   * @throws IllegalStateException if an operation fails, or finds other than it should
   */
  public Outcome run(Duration length) {
    prepare();
    Total total = new Total();
    List<Sessions> sessions = new ArrayList<>();
    try {
      stores.forEach(store -> sessions.add(new Sessions(store, plan.workers())));
      double wanted = length.toNanos() / NANOS_PER_SECOND;
      do {
        runShift(
            sessions,
            Duration.ofNanos((long) ((wanted - total.seconds) * NANOS_PER_SECOND)),
            total);
      } while (total.seconds < wanted * ENOUGH);
    } finally {
      sessions.forEach(Sessions::close);
    }
    stores.forEach(StoreUnderTest::settle);
    populations.forEach(population -> population.requireCount(plan.entries()));
    return total.outcome();
  }

  private void runShift(List<Sessions> sessions, Duration length, Total total) {
    SplittableRandom seeds = new SplittableRandom(runs++);
    List<Crud> tasks = new ArrayList<>();
    for (int i = 0; i < plan.stores(); i++) {
      Shift shift =
          new Shift(
              populations.get(i),
              sessions.get(i),
              plan.workers(),
              plan.growth(),
              Popularity.NONE,
              seeds.split(),
              true);
      tasks.add(new Crud(shift, plan.mix(), true));
    }
    AtomicBoolean over = new AtomicBoolean();
    Map<String, Long> before = events();
    Workers.Outcome outcome =
        Workers.run(
                Load.closed(plan.threads(), length),
                thread ->
                    untilOver(tasks.get(thread % plan.stores()).of(thread / plan.stores()), over))
            .requireNoFailure();
    total.add(outcome, before, events());
    tasks.forEach(task -> total.add(task.latencies()));
    tasks.forEach(Crud::undo);
  }

  /** When a store has grown as far as it may, the workers of the others stop, too. */
  private static Operation untilOver(Operation operation, AtomicBoolean over) {
    return () -> {
      long result = over.get() ? Operation.NOTHING_LEFT : operation.run();
      if (result == Operation.NOTHING_LEFT) {
        over.set(true);
      }
      return result;
    };
  }

  private Map<String, Long> events() {
    Map<String, Long> sum = new LinkedHashMap<>();
    stores.forEach(
        store -> store.events().forEach((name, value) -> sum.merge(name, value, Long::sum)));
    return sum;
  }

  @Override
  public void close() {
    stores.forEach(StoreUnderTest::close);
  }

  /** The sum of what the parts of a run have shown. */
  private static final class Total {

    private final Map<CrudKind, LatencyRecorder> latencies = Crud.newRecorders();
    private final Map<String, Long> events = new LinkedHashMap<>();
    private double seconds;
    private double coreSeconds;

    void add(Workers.Outcome outcome, Map<String, Long> before, Map<String, Long> after) {
      seconds += outcome.seconds();
      coreSeconds += outcome.cores() * outcome.seconds();
      after.forEach(
          (name, value) -> events.merge(name, value - before.getOrDefault(name, 0L), Long::sum));
    }

    void add(Map<CrudKind, LatencyRecorder> others) {
      others.forEach((kind, one) -> Crud.recorderOf(latencies, kind).add(one));
    }

    Outcome outcome() {
      return new Outcome(seconds, latencies, events, coreSeconds / seconds);
    }
  }
}
