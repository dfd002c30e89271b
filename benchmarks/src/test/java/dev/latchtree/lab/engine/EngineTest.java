package dev.latchtree.lab.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine does the same, or there would be nothing to compare. */
class EngineTest {

  private static final long POOL = 64L << 20;
  private static final int OPERATIONS = 20_000;
  private static final int KEYS = 2_000;

  /** Who writes to files by and by, in the background. */
  private static final Set<Engine> LOST_WITH_THE_PROCESS = EnumSet.of(Engine.MAPDB, Engine.MVSTORE);

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());

  @TempDir private Path temporary;

  /** All that any engine can be. */
  private static Stream<Arguments> offered() {
    return Arrays.stream(Engine.values())
        .flatMap(
            engine ->
                Arrays.stream(Mode.values())
                    .flatMap(mode -> shapes(mode).map(shape -> Arguments.of(engine, mode, shape))))
        .filter(all -> ((Engine) all.get()[0]).supports((Mode) all.get()[1], (Shape) all.get()[2]));
  }

  /** Each mode once, with entries of another look in memory and on disk. */
  private static Stream<Shape> shapes(Mode mode) {
    return mode == Mode.DURABLE
        ? Stream.of(new Shape(KeyShape.URL, 1_000))
        : Stream.of(Shape.USUAL, new Shape(KeyShape.URL, Long.BYTES));
  }

  private Setup setup(Mode mode, Shape shape) throws IOException {
    Path directory = mode == Mode.MEMORY ? null : Files.createDirectory(temporary.resolve("store"));
    return new Setup(mode, directory, POOL, shape);
  }

  @ParameterizedTest
  @MethodSource("offered")
  void shouldDoAsAModelDoes(Engine engine, Mode mode, Shape shape) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Long, Long> model = new TreeMap<>();
    int operations =
        switch (mode) {
          case MEMORY -> OPERATIONS;
          case RELAXED -> OPERATIONS / 5;
          case DURABLE -> OPERATIONS / 100;
        };
    int range = mode == Mode.DURABLE ? KEYS / 20 : KEYS;
    try (StoreUnderTest store = engine.open(setup(mode, shape));
        Session session = store.session()) {
      for (int i = 0; i < operations; i++) {
        String where = engine + ", operation " + i + ", -Dlatchtree.seed=" + seed;
        long key = Keys.of(random.nextInt(range));
        switch (random.nextInt(5)) {
          case 0 -> assertEquals(model.remove(key) != null, session.remove(key), where);
          case 1 ->
              assertEquals(model.getOrDefault(key, StoreUnderTest.ABSENT), session.get(key), where);
          case 2 -> {
            int limit = random.nextInt(200);
            assertEquals(digest(model, key, limit), session.scan(key, limit), where);
          }
          default -> {
            model.put(key, (long) i);
            session.put(key, i);
          }
        }
      }
      assertEquals(model.size(), store.count(), engine + " " + seed);
      assertEquals(digest(model, 0, range), session.scan(0, range), engine + " " + seed);
    }
  }

  private static long digest(NavigableMap<Long, Long> model, long from, int limit) {
    long digest = 0;
    int left = limit;
    for (Map.Entry<Long, Long> entry : model.tailMap(from, true).entrySet()) {
      if (left-- == 0) {
        break;
      }
      digest = Values.digest(digest, entry.getKey(), entry.getValue());
    }
    return digest;
  }

  @ParameterizedTest
  @MethodSource("offered")
  void shouldNotShareAValueAmongPuts(Engine engine, Mode mode, Shape shape) throws IOException {
    try (StoreUnderTest store = engine.open(setup(mode, shape));
        Session session = store.session();
        Session other = store.session()) {
      session.put(1, 11);
      session.put(2, 22);
      assertEquals(11, other.get(1));
      assertEquals(22, other.get(2));
      assertEquals(StoreUnderTest.ABSENT, other.get(3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayWhatItIsAskedToDo(Engine engine) {
    assertFalse(engine.version().contains("$"), "filled in by the build: " + engine.version());
    assertFalse(engine.licence().isBlank());
    for (Mode mode : Mode.values()) {
      if (engine.supports(mode, Shape.USUAL)) {
        assertTrue(engine.inWords(mode).startsWith(engine.version()), engine.inWords(mode));
        assertEquals(
            switch (mode) {
              case MEMORY -> Tier.MEMORY;
              case RELAXED ->
                  LOST_WITH_THE_PROCESS.contains(engine) ? Tier.MEMORY : Tier.PROCESS_SAFE;
              case DURABLE -> Tier.POWER_SAFE;
            },
            engine.tier(mode),
            mode.label());
      } else {
        assertFalse(engine.refusal(mode, Shape.USUAL).orElseThrow().isBlank());
      }
    }
  }

  /** As comparisons do that fill without syncs what they measure with them. */
  @ParameterizedTest
  @EnumSource(names = {"OPTIMISTIC_BLINK", "TUPL", "MVSTORE", "LMDB", "ROCKSDB", "XODUS", "JE"})
  void shouldBeDurableWithWhatItWasFilledWithRelaxed(Engine engine) {
    int keys = 500;
    try (StoreUnderTest store = open(engine, Mode.RELAXED)) {
      try (Session session = store.session()) {
        for (long i = 0; i < keys; i++) {
          session.put(Keys.of(i), i);
        }
      }
      store.filled();
      assertEquals(keys, store.count());
    }
    try (StoreUnderTest store = open(engine, Mode.DURABLE);
        Session session = store.session()) {
      session.put(Keys.of(0), keys);
      assertTrue(session.remove(Keys.of(1)));
    }
    try (StoreUnderTest store = open(engine, Mode.DURABLE);
        Session session = store.session()) {
      assertEquals(keys - 1, store.count());
      assertEquals(keys, session.get(Keys.of(0)));
      assertEquals(StoreUnderTest.ABSENT, session.get(Keys.of(1)));
      for (long i = 2; i < keys; i++) {
        assertEquals(i, session.get(Keys.of(i)));
      }
    }
  }

  private StoreUnderTest open(Engine engine, Mode mode) {
    return engine.open(new Setup(mode, temporary, POOL, Shape.USUAL));
  }

  /** Removing is checked and done by two calls in some engines. */
  @ParameterizedTest
  @EnumSource
  void shouldRemoveAKeyForOneOfManyOnly(Engine engine) throws Exception {
    Mode mode = engine.supports(Mode.RELAXED, Shape.USUAL) ? Mode.RELAXED : Mode.MEMORY;
    int keys = 200;
    int threads = 4;
    try (StoreUnderTest store = engine.open(setup(mode, Shape.USUAL))) {
      try (Session session = store.session()) {
        for (long i = 0; i < keys; i++) {
          session.put(Keys.of(i), i);
        }
      }
      LongAdder removed = new LongAdder();
      ExecutorService workers = Executors.newFixedThreadPool(threads);
      try {
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          all.add(
              workers.submit(
                  () -> {
                    try (Session session = store.session()) {
                      together.await();
                      for (long i = 0; i < keys; i++) {
                        removed.add(session.remove(Keys.of(i)) ? 1 : 0);
                      }
                    }
                    return null;
                  }));
        }
        for (Future<?> one : all) {
          one.get();
        }
      } finally {
        workers.shutdownNow();
      }
      assertEquals(keys, removed.sum(), engine.label());
      assertEquals(0, store.count());
    }
  }

  /** In a process of its own, which has not loaded it yet and unpacks to where nobody else does. */
  @ParameterizedTest
  @EnumSource(names = {"TUPL", "LMDB", "ROCKSDB"})
  void shouldLeaveNothingOfItsNativePartBehind(Engine engine) throws Exception {
    Path unpacked = Files.createDirectory(temporary.resolve("tmp"));
    Path store = Files.createDirectory(temporary.resolve("store"));
    ProcessBuilder builder =
        ChildJvm.of(OpenedOnce.class, 2 * POOL, List.of(engine.name(), store.toString()));
    builder.command().add(1, "-Djava.io.tmpdir=" + unpacked);
    Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String left = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("opened", left.strip(), "and these files");
    assertEquals(0, child.waitFor());
  }

  /** The child: tells which files there are while the store is open. */
  static final class OpenedOnce {
    public static void main(String[] args) throws IOException {
      Setup setup = new Setup(Mode.RELAXED, Path.of(args[1]), POOL, Shape.USUAL);
      try (StoreUnderTest store = Engine.valueOf(args[0]).open(setup);
          Session session = store.session();
          Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
        session.put(Keys.of(1), 1);
        System.out.println("opened");
        left.forEach(System.out::println);
      }
    }
  }

  @Test
  void shouldRefuseWhatItCannotBe() {
    Setup disk = new Setup(Mode.DURABLE, temporary, POOL, Shape.USUAL);
    assertThrows(IllegalArgumentException.class, () -> Engine.SKIP_LIST_BYTES.open(disk));
    Setup url = new Setup(Mode.MEMORY, null, POOL, new Shape(KeyShape.URL, 100));
    assertThrows(IllegalArgumentException.class, () -> Engine.SKIP_LIST_LONG.open(url));
    Throwable refusal =
        assertThrows(IllegalArgumentException.class, () -> Engine.LMDB.open(Setup.inMemory(POOL)));
    assertTrue(refusal.toString().contains("always in a mapped file"), refusal::toString);
    assertThrows(
        IllegalArgumentException.class, () -> new Setup(Mode.DURABLE, null, POOL, Shape.USUAL));
    assertThrows(IllegalArgumentException.class, () -> new Shape(KeyShape.URL, 7));
  }

  @Test
  void shouldHaveADigestThatSeesOrderKeysAndMarks() {
    long both = Values.digest(Values.digest(0, 1, 10), 2, 20);
    assertNotEquals(both, Values.digest(Values.digest(0, 2, 20), 1, 10));
    assertNotEquals(both, Values.digest(Values.digest(0, 1, 11), 2, 20));
    assertNotEquals(both, Values.digest(0, 1, 10));
  }

  @Test
  void shouldMakeDifferentScatteredKeysWithoutSign() {
    Set<Long> keys = new HashSet<>();
    int rising = 0;
    long before = 0;
    for (long i = 0; i < 100_000; i++) {
      long key = Keys.of(i);
      assertTrue(key >= 0, () -> "" + key);
      assertTrue(keys.add(key), "twice, at " + i);
      rising += key > before ? 1 : 0;
      before = key;
    }
    assertEquals(50_000, rising, 1_000, "neighbours are in no order");
    assertEquals(
        50_000,
        (int) keys.stream().filter(key -> key < Long.MAX_VALUE / 2).count(),
        1_000,
        "halves");
    assertTrue(keys.add(Keys.of(1L << 61)) && keys.add(Keys.of(1L << 32)));
  }

  @ParameterizedTest
  @EnumSource
  void shouldOrderKeysOfAnyShapeAsNumbers(KeyShape shape) {
    byte[] before = shape.toBytes(0);
    SplittableRandom random = new SplittableRandom(seed);
    long[] keys = random.longs(10_000, 0, Long.MAX_VALUE).sorted().distinct().toArray();
    for (long key : keys) {
      byte[] bytes = shape.toBytes(key);
      assertTrue(bytes.length <= shape.length());
      assertEquals(key, shape.read(bytes));
      assertTrue(Arrays.compareUnsigned(before, bytes) < 0, () -> key + " seed " + seed);
      before = bytes;
    }
    assertEquals(Optional.of(shape), KeyShape.named(shape.label()));
  }

  @Test
  void shouldOrderBytesAsNumbers() {
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 1, 2}, Keys.toBytes(0x102));
    assertEquals(0x102, Keys.fromBytes(Keys.toBytes(0x102)));
  }

  @Test
  void shouldBeFoundByItsNameOrAHalfOfIt() {
    assertEquals("ConcurrentSkipListMap:Long", Engine.SKIP_LIST_LONG.label());
    assertTrue(Engine.SKIP_LIST_LONG.isNamed("concurrentskiplistmap:long"));
    assertEquals("TuplDB", Engine.TUPL.label());
    assertTrue(Engine.TUPL.isNamed("tupldb"));
    assertFalse(Engine.TUPL.isNamed(""));
    assertTrue(Engine.SKIP_LIST_LONG.isNamed("ConcurrentSkipListMap"));
    assertTrue(Engine.COARSE_LOCK.isNamed("coarse_lock"));
    assertTrue(Engine.COARSE_LOCK.isNamed("latchtree"));
    assertFalse(Engine.COARSE_LOCK.isNamed("BLINK"));
  }
}
