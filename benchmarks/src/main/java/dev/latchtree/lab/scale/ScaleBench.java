package dev.latchtree.lab.scale;

import dev.latchtree.LatchStore;
import dev.latchtree.TreePage;
import dev.latchtree.TreeStats;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.measure.ContextSwitches;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.lab.workload.Zipf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store in memory with its entries, each marked with its key, and what threads do to it. Unlike
 * elsewhere every operation is timed by itself. Used by one thread.
 */
final class ScaleBench implements AutoCloseable {

  static final int HOT_KEYS = 4;

  static final String OPERATIONS = "operations";
  static final String CORES = "cores";
  static final String LATCH_WAITS = "latchWaits";
  static final String VOLUNTARY = "voluntarySwitches";
  static final String INVOLUNTARY = "involuntarySwitches";

  private static final long FIRST_APPENDED = Long.MAX_VALUE - (1L << Integer.SIZE);
  private static final int DRAWN = 1 << 20;
  private static final long ZIPF_SEED = 99;
  private static final double NANOS_PER_SECOND = 1e9;

  /** So much of the time is enough: what is left is too short to start threads for. */
  private static final double ENOUGH = 0.95;

  private final LatchStore store;
  private final LatchTreeStore tree;
  private final int entries;
  private final List<Session> sessions = new ArrayList<>();
  private int[] popular = new int[0];
  private long runs;
  private long appended;

  /**
   * What one round has shown.
   *
   * @param seconds it took
   * @param figure operations a second
   * @param latency of each
   * @param counts what else was counted, by name
   */
  record Round(double seconds, double figure, LatencyRecorder latency, Map<String, Double> counts) {

    /** Parts that were worked one after the other, as one round. */
    static Round sum(List<Round> parts) {
      double seconds = parts.stream().mapToDouble(Round::seconds).sum();
      LatencyRecorder latency = new LatencyRecorder();
      Map<String, Double> counts = new LinkedHashMap<>();
      double operations = 0;
      for (Round part : parts) {
        operations += part.figure * part.seconds;
        latency.add(part.latency);
        part.counts.forEach(
            (name, count) ->
                counts.merge(
                    name,
                    name.equals(CORES) ? count * part.seconds / seconds : count,
                    Double::sum));
      }
      return new Round(seconds, operations / seconds, latency, counts);
    }
  }

  private ScaleBench(LatchStore store, int entries) {
    this.store = store;
    this.entries = entries;
    tree = LatchTreeStore.over(store);
  }

  /** Makes a store and fills it. */
  static ScaleBench open(Variant variant, int entries) {
    ScaleBench bench = new ScaleBench(LatchStore.inMemory(variant.options(entries)), entries);
    boolean filled = false;
    try {
      bench.fill();
      filled = true;
      return bench;
    } finally {
      if (!filled) {
        bench.close();
      }
    }
  }

  private void fill() {
    Session session = session(0);
    for (int i = 0; i < entries; i++) {
      long key = Keys.of(i); // neighbouring numbers are far apart as keys
      session.put(key, key);
    }
    tree.settle();
  }

  private Session session(int thread) {
    while (sessions.size() <= thread) {
      sessions.add(tree.session());
    }
    return sessions.get(thread);
  }

  /**
   * Works for about this long, in parts where the tree would grow too much; afterwards there are
   * the same entries as before.
   */
  Round run(ScaleWorkload workload, int threads, Duration length) {
    List<Round> parts = new ArrayList<>();
    double left = length.toNanos() / NANOS_PER_SECOND;
    double enough = left * (1 - ENOUGH);
    while (parts.isEmpty() || left > enough) {
      Duration next = Duration.ofNanos((long) (left * NANOS_PER_SECOND));
      Round part = work(workload, threads, next);
      removeAppended();
      parts.add(part);
      left -= part.seconds();
    }
    return Round.sum(parts);
  }

  /** Works, and leaves what was appended to {@link #removeAppended}. */
  Round work(ScaleWorkload workload, int threads, Duration length) {
    if (workload == ScaleWorkload.MIXED && popular.length == 0) {
      popular = new Zipf(entries, Zipf.USUAL_EXPONENT).draw(DRAWN, ZIPF_SEED);
    }
    AtomicLong appends = new AtomicLong();
    SplittableRandom seeds = new SplittableRandom(runs++);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      operations.add(operation(workload, session(i), seeds.split(), appends));
    }
    Map<String, Long> before = tree.events();
    Outcome outcome = Workers.run(Load.closed(threads, length), operations::get);
    Map<String, Long> after = tree.events();
    appended = Math.min(appends.get(), entries);
    Throwable failure = outcome.failure();
    if (failure != null) {
      throw new IllegalStateException(
          "%d threads failed, the first with: %s".formatted(outcome.errors(), failure), failure);
    }
    return new Round(
        outcome.seconds(), outcome.perSecond(), outcome.latency(), counts(outcome, before, after));
  }

  private Operation operation(
      ScaleWorkload workload, Session session, SplittableRandom random, AtomicLong appends) {
    return switch (workload) {
      case GET -> () -> get(session, random.nextInt(entries));
      case PUT -> () -> put(session, random.nextInt(entries));
      case MIXED ->
          () -> {
            int drawn = random.nextInt();
            int place = popular[drawn & (DRAWN - 1)];
            return drawn < 0 ? get(session, place) : put(session, place);
          };
      case HOT_PUT -> () -> put(session, random.nextInt(HOT_KEYS));
      case APPEND -> () -> append(session, appends);
    };
  }

  private static long get(Session session, int number) {
    long key = Keys.of(number);
    long mark = session.get(key);
    if (mark != key) {
      throw new IllegalStateException("entry %d has the mark %d".formatted(number, mark));
    }
    return 1;
  }

  private static long put(Session session, int number) {
    long key = Keys.of(number);
    session.put(key, key);
    return 1;
  }

  private long append(Session session, AtomicLong appends) {
    long number = appends.getAndIncrement();
    if (number >= entries) {
      return Operation.NOTHING_LEFT;
    }
    session.put(FIRST_APPENDED + number, number);
    return 1;
  }

  private static Map<String, Double> counts(
      Outcome outcome, Map<String, Long> before, Map<String, Long> after) {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put(OPERATIONS, (double) outcome.operations());
    counts.put(CORES, outcome.cores());
    ContextSwitches switches = outcome.switches();
    if (switches != null) {
      counts.put(VOLUNTARY, (double) switches.voluntary());
      counts.put(INVOLUNTARY, (double) switches.involuntary());
    }
    after.forEach(
        (name, value) -> counts.put(name, (double) value - before.getOrDefault(name, 0L)));
    return counts;
  }

  /** Removes what the last work has appended. */
  void removeAppended() {
    for (long i = 0; i < appended; i++) {
      if (!session(0).remove(FIRST_APPENDED + i)) {
        throw new IllegalStateException("appended entry " + i + " is gone");
      }
    }
    if (appended > 0) {
      tree.settle();
    }
    appended = 0;
  }

  /** How often threads have waited for a page's latch since the store was opened. */
  long latchWaits() {
    return tree.events().getOrDefault(LATCH_WAITS, 0L);
  }

  /** The pages as they are now. */
  List<TreePage> pages() {
    return store.pages(store.tree(store.trees().get(0)));
  }

  /** How many pages each level has now, and how full they are. */
  List<TreeStats.Level> shape() {
    return store.tree(store.trees().get(0)).stats().levels();
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
    tree.close();
  }
}
