package dev.latchtree.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Setup;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.LatencyRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class BenchTest {

  private static final int ENTRIES = 1_000;
  private static final Duration SHORT = Duration.ofMillis(20);

  private final List<Spy> stores = new ArrayList<>();

  private Bench bench(boolean loses) {
    return new Bench(
        () -> {
          Spy spy = new Spy(Engine.SKIP_LIST_BYTES.open(Setup.inMemory(0)), loses);
          stores.add(spy);
          return spy;
        },
        ENTRIES);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
  void shouldDoWhatItCountsAndLeaveAsManyEntries(Workload workload) {
    try (Bench bench = bench(false)) {
      for (int threads : new int[] {1, 3}) {
        bench.prepare(workload);
        Spy spy = stores.get(0);
        long before = spy.done.get();
        Measured measured = bench.run(workload, threads, SHORT);
        assertTrue(measured.figure() > 0, measured::toString);
        assertTrue(spy.done.get() > before, "nothing was done");
        assertEquals(ENTRIES, spy.count());
        double counted = Objects.requireNonNull(measured.counts().get("done"));
        assertTrue(counted > 0 && counted <= spy.done.get() - before, measured::toString);
        if (!workload.changesKeys()) {
          assertEquals((double) (spy.done.get() - before), counted, "nothing had to be undone");
        }
      }
    }
    assertEquals(1, stores.size(), "one store is enough for one workload");
    assertTrue(stores.get(0).closed);
  }

  @Test
  void shouldKeepTheStoreWhoseKeysChangeApart() {
    try (Bench bench = bench(false)) {
      bench.prepare(Workload.GET);
      bench.prepare(Workload.MIXED);
      assertEquals(1, stores.size());
      bench.prepare(Workload.INSERT);
      bench.prepare(Workload.CHURN);
      assertEquals(2, stores.size());
    }
  }

  @Test
  void shouldTimeEachOperationOfAStoreThatWaits() {
    try (Bench bench =
        new Bench(() -> new Spy(Engine.SKIP_LIST_BYTES.open(Setup.inMemory(0)), false), 1, true)) {
      for (int i = 0; i < 3; i++) {
        Measured measured = bench.run(Workload.GET, 2, SHORT);
        LatencyRecorder latency = Objects.requireNonNull(measured.latency(), measured::toString);
        assertEquals(
            Objects.requireNonNull(measured.counts().get("done")), (double) latency.count());
      }
    }
  }

  @Test
  void shouldTimeOperationsUntilTheyTurnOutToBeShort() {
    Pace pace = new Pace(false);
    assertTrue(pace.isTimed(Workload.GET), "nobody knows yet");
    pace.learn(Workload.GET, 1, 10_000);
    assertTrue(pace.isTimed(Workload.GET), "100 us each");
    pace.learn(Workload.GET, 1, 1_000_000);
    assertFalse(pace.isTimed(Workload.GET), "1 us each");
    pace.learn(Workload.GET, 1, 10_000);
    assertFalse(pace.isTimed(Workload.GET), "a slow round does not make it slow");
    assertTrue(pace.isTimed(Workload.PUT), "another workload is another matter");
    pace.learn(Workload.PUT, 1_000, 1_000_000);
    assertFalse(pace.isTimed(Workload.PUT), "1,000 threads take turns; none takes 1 ms");
    Pace always = new Pace(true);
    always.learn(Workload.GET, 1, 1_000_000);
    assertTrue(always.isTimed(Workload.GET));
  }

  @Test
  void shouldTellHowMuchOfTheHeapIsInUse() {
    try (Bench bench = bench(false)) {
      double mebibytes = bench.run(Workload.HEAP, 1, SHORT).figure();
      assertTrue(mebibytes > 1, () -> "" + mebibytes);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"GET", "MIXED", "CHURN", "SCAN", "YCSB_D", "YCSB_E", "YCSB_F", "CRUD"})
  void shouldNoticeAStoreThatLosesEntries(Workload workload) {
    try (Bench bench = bench(true)) {
      assertThrows(IllegalStateException.class, () -> bench.run(workload, 2, SHORT));
    }
  }

  /** Counts what is done to another, and can lose entries once there are enough. */
  private static final class Spy implements StoreUnderTest {

    private final StoreUnderTest store;
    private final boolean loses;
    private final AtomicLong done = new AtomicLong();
    private boolean closed;

    Spy(StoreUnderTest store, boolean loses) {
      this.store = store;
      this.loses = loses;
    }

    @Override
    public Session session() {
      Session session = store.session();
      return new Session() {
        @Override
        public long get(long key) {
          done.incrementAndGet();
          return lost(key) ? ABSENT : session.get(key);
        }

        @Override
        public void put(long key, long mark) {
          done.incrementAndGet();
          session.put(key, mark);
        }

        @Override
        public boolean remove(long key) {
          done.incrementAndGet();
          return !lost(key) && session.remove(key);
        }

        @Override
        public long scan(long from, int limit) {
          done.incrementAndGet();
          return lost(from) ? 0 : session.scan(from, limit);
        }

        @Override
        public void close() {
          session.close();
        }
      };
    }

    private boolean lost(long key) {
      return loses && key % 16 == 0;
    }

    @Override
    public long count() {
      return store.count();
    }

    @Override
    public Map<String, Long> events() {
      return Map.of("done", done.get());
    }

    @Override
    public void close() {
      closed = true;
      store.close();
    }
  }
}
