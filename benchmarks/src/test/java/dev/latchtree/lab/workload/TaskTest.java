package dev.latchtree.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Setup;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What threads do, held against what it says; in one thread, so that all of it can be seen. */
class TaskTest {

  private static final int ENTRIES = 1_000;
  private static final int GROWTH = 5_000;
  private static final int OPERATIONS = 50_000;
  private static final Popularity POPULARITY = Popularity.among(ENTRIES);

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final Diary diary = new Diary(Engine.SKIP_LIST_BYTES.open(Setup.inMemory(0)));
  private final Population population = new Population(diary, ENTRIES, 1);

  @AfterEach
  void closeStore() {
    diary.close();
  }

  private record Entry(char what, long key, int limit) {}

  private Shift shift(Sessions sessions, int threads, long growth) {
    return shift(sessions, threads, growth, false);
  }

  private Shift shift(Sessions sessions, int threads, long growth, boolean timed) {
    return new Shift(
        population, sessions, threads, growth, POPULARITY, new SplittableRandom(seed), timed);
  }

  /** Does so many operations, by threads in turn, and returns what was done. */
  private List<Entry> work(Workload workload, int threads, int operations) {
    population.fill();
    diary.entries.clear();
    try (Sessions sessions = new Sessions(diary, threads)) {
      Task task = workload.task(shift(sessions, threads, GROWTH));
      List<Operation> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(task.of(i));
      }
      for (long done = 0; done < operations; ) {
        for (Operation operation : all) {
          long result = run(operation);
          if (result == Operation.NOTHING_LEFT) {
            return List.copyOf(diary.entries);
          }
          done += result;
        }
      }
      return List.copyOf(diary.entries);
    }
  }

  private static long run(Operation operation) {
    try {
      return operation.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static double part(List<Entry> entries, char what) {
    return (double) entries.stream().filter(entry -> entry.what == what).count() / entries.size();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,      1,      0,      0,    0",
    "PUT,      0,      1,      0,    0",
    "MIXED,    0.5,    0.5,    0,    0",
    "CHURN,    0,      0.5,    0,    0.5",
    "YCSB_A,   0.5,    0.5,    0,    0",
    "YCSB_B,   0.95,   0.05,   0,    0",
    "YCSB_C,   1,      0,      0,    0",
    "YCSB_D,   0.95,   0.05,   0,    0",
    "YCSB_E,   0,      0.05,   0.95, 0",
    "YCSB_F,   0.6667, 0.3333, 0,    0",
    "CRUD,     0.4,    0.5,    0,    0.1",
  })
  void shouldMixAsItSays(
      Workload workload, double gets, double puts, double scans, double removes) {
    List<Entry> done = work(workload, 2, OPERATIONS);
    assertTrue(done.size() > 10_000, done::toString);
    String again = "-Dlatchtree.seed=" + seed;
    assertEquals(gets, part(done, 'g'), 0.02, again);
    assertEquals(puts, part(done, 'p'), 0.02, again);
    assertEquals(scans, part(done, 's'), 0.02, again);
    assertEquals(removes, part(done, 'r'), 0.02, again);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"INSERT", "INSERT_ASCENDING", "YCSB_D", "YCSB_E", "CRUD"})
  void shouldUndoWhatItHasChanged(Workload workload) {
    population.fill();
    long before = digest();
    try (Sessions sessions = new Sessions(diary, 3)) {
      Task task = workload.task(shift(sessions, 3, 300));
      for (int i = 0; i < 3; i++) {
        Operation operation = task.of(i);
        for (int calls = 0; calls < 1_000 && run(operation) != Operation.NOTHING_LEFT; calls++) {
          assertTrue(diary.count() <= ENTRIES + 300, "it may grow by 300");
        }
      }
      assertNotEquals(before, digest());
      task.undo();
    }
    assertEquals(before, digest(), "-Dlatchtree.seed=" + seed);
    assertEquals(ENTRIES, diary.count());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
  void shouldDoOneOperationAtATimeIfEachIsTimed(Workload workload) {
    population.fill();
    diary.entries.clear();
    try (Sessions sessions = new Sessions(diary, 1)) {
      Task task = workload.task(shift(sessions, 1, GROWTH, true));
      Operation operation = task.of(0);
      for (int i = 0; i < 100; i++) {
        int before = diary.entries.size();
        assertEquals(1, run(operation), "-Dlatchtree.seed=" + seed);
        int steps = diary.entries.size() - before;
        boolean pair = workload == Workload.CHURN || workload == Workload.YCSB_F;
        assertTrue(steps == 1 || (pair && steps == 2), () -> workload + ": " + steps);
      }
      task.undo();
    }
  }

  private long digest() {
    try (var session = diary.session()) {
      return session.scan(0, Integer.MAX_VALUE);
    }
  }

  @Test
  void shouldInsertEverLargerKeysByAllThreadsInTurn() {
    List<Entry> done = work(Workload.INSERT_ASCENDING, 2, 1_000);
    long last = population.largestKey();
    for (Entry entry : done) {
      assertEquals(last + 1, entry.key);
      last = entry.key;
    }
    assertTrue(done.size() >= 1_000);
  }

  @Test
  void shouldReadTheYoungestMostOften() {
    List<Entry> done = work(Workload.YCSB_D, 1, OPERATIONS);
    List<Long> youngest = new ArrayList<>();
    long reads = 0;
    long readsOfTheTenYoungest = 0;
    for (Entry entry : done) {
      if (entry.what == 'p') {
        youngest.add(entry.key);
      } else if (youngest.size() >= 10) {
        reads++;
        if (youngest.subList(youngest.size() - 10, youngest.size()).contains(entry.key)) {
          readsOfTheTenYoungest++;
        }
      }
    }
    // The first ten of a thousand have 39 in a hundred, by Zipf's law with 0.99.
    assertEquals(0.39, (double) readsOfTheTenYoungest / reads, 0.03, "-Dlatchtree.seed=" + seed);
  }

  @Test
  void shouldScanOneToAHundredEntries() {
    List<Entry> done = work(Workload.YCSB_E, 1, OPERATIONS);
    int[] limits = done.stream().filter(e -> e.what == 's').mapToInt(Entry::limit).toArray();
    int[] seen = new int[102];
    for (int limit : limits) {
      seen[limit]++;
    }
    assertEquals(0, seen[0] + seen[101]);
    assertTrue(seen[1] > 0 && seen[100] > 0, "-Dlatchtree.seed=" + seed);
  }

  @Test
  void shouldWriteWhatItHasJustRead() {
    List<Entry> done = work(Workload.YCSB_F, 1, 1_000);
    for (int i = 1; i < done.size(); i++) {
      if (done.get(i).what == 'p') {
        assertEquals(new Entry('g', done.get(i).key, 0), done.get(i - 1));
      }
    }
  }

  @Test
  void shouldTimeOperationsByKind() {
    population.fill();
    try (Sessions sessions = new Sessions(diary, 1)) {
      Crud crud = new Crud(shift(sessions, 1, GROWTH), CrudMix.USUAL, true);
      Operation operation = crud.of(0);
      for (int i = 0; i < 1_000; i++) {
        assertEquals(1, run(operation), "one at a time");
      }
      Map<CrudKind, LatencyRecorder> latencies = crud.latencies();
      assertEquals(1_000, latencies.values().stream().mapToLong(LatencyRecorder::count).sum());
      latencies.forEach((kind, recorder) -> assertTrue(recorder.count() > 20, kind::toString));
      crud.undo();
    }
  }

  @Test
  void shouldStopBeforeNothingIsLeft() {
    population.fill();
    try (Sessions sessions = new Sessions(diary, 2)) {
      Crud crud = new Crud(shift(sessions, 2, GROWTH), new CrudMix(0, 0, 0, 100), false);
      Operation operation = crud.of(0);
      while (run(operation) != Operation.NOTHING_LEFT) {
        assertTrue(diary.count() >= ENTRIES * 3 / 4);
      }
      assertEquals(ENTRIES * 3 / 4, diary.count(), "half of what the one thread had");
      crud.undo();
    }
    assertEquals(ENTRIES, diary.count());
  }

  @Test
  void shouldRefuseMoreThreadsThanEntries() {
    try (Sessions sessions = new Sessions(diary, 1)) {
      Shift crowd = shift(sessions, ENTRIES + 1, GROWTH);
      assertThrows(IllegalArgumentException.class, () -> new Crud(crowd, CrudMix.USUAL, false));
    }
  }

  /** Writes down what is done to another store. */
  private static final class Diary implements StoreUnderTest {

    private final StoreUnderTest store;
    private final List<Entry> entries = new ArrayList<>();

    Diary(StoreUnderTest store) {
      this.store = store;
    }

    @Override
    public Session session() {
      Session session = store.session();
      return new Session() {
        @Override
        public long get(long key) {
          entries.add(new Entry('g', key, 0));
          return session.get(key);
        }

        @Override
        public void put(long key, long mark) {
          entries.add(new Entry('p', key, 0));
          session.put(key, mark);
        }

        @Override
        public boolean remove(long key) {
          entries.add(new Entry('r', key, 0));
          return session.remove(key);
        }

        @Override
        public long scan(long from, int limit) {
          entries.add(new Entry('s', from, limit));
          return session.scan(from, limit);
        }

        @Override
        public void close() {
          session.close();
        }
      };
    }

    @Override
    public long count() {
      return store.count();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
