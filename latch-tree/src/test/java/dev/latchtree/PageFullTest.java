package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.PoolFullException;
import dev.latchtree.pagefile.PageFileFullException;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No room for one more page, in memory or on the disk, wherever in an operation that comes to
 * light: whoever asked is told, nothing has changed, nothing is lost, and with room again all goes
 * on.
 */
@ParameterizedClass
@MethodSource("variants")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageFullTest {

  private static final int PAGE = 4096;
  private static final int PAGES = 160;
  private static final int THREADS = 4;
  private static final int MOST = 20_000;

  record Variant(LatchProtocol protocol, boolean file) {

    Class<? extends RuntimeException> refusal() {
      return file ? PageFileFullException.class : PoolFullException.class;
    }
  }

  static List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (LatchProtocol protocol : LatchProtocol.values()) {
      variants.add(new Variant(protocol, false));
      variants.add(new Variant(protocol, true));
    }
    return variants;
  }

  /** One way to make a tree larger. */
  private interface Write {
    void run(LatchTree tree, byte[] key, byte[] value);
  }

  private final Variant variant;
  private final long seed = TreeRandom.seed(this);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final SimulatedDisk disk = new SimulatedDisk(4096);
  private final NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
  private @Nullable LatchStore opened;

  PageFullTest(Variant variant) {
    this.variant = variant;
  }

  @BeforeEach
  void open() throws Exception {
    StoreOptions options =
        StoreOptions.builder()
            .protocol(variant.protocol)
            .pageSize(PAGE)
            .poolPages(PAGES)
            .logSegmentSize(1 << 20)
            .logRingSize(1 << 20)
            .logPreallocate(false)
            .build();
    if (variant.file) {
      opened = LatchStore.open(disk.storage(), options);
      disk.install(roomForMorePages(0));
    } else {
      opened = LatchStore.inMemory(options);
    }
  }

  /** A disk with room for so many more pages than it has given the page file, and for any log. */
  private FaultPlan roomForMorePages(long pages) throws Exception {
    long room;
    try (StorageFile file = disk.storage().open("pages", OpenMode.READ_ONLY)) {
      room = file.size() + pages * PAGE;
    }
    return FaultPlan.none()
        .diskFullWhen(
            step -> step.file().equals("pages") && step.position() + step.length() > room);
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    try (LatchStore store = store()) {
      store.verify().requireSound();
      disk.install(FaultPlan.none());
    }
  }

  private LatchStore store() {
    return requireNonNull(opened);
  }

  private LatchTree tree() {
    return store().tree("tree");
  }

  private byte[] value() {
    int dice = random.nextInt(10);
    return TestBytes.random(random, random.nextInt(dice < 7 ? 200 : dice < 9 ? 1000 : 3 * PAGE));
  }

  /** Writes until there is no room. */
  private void fill(Write write) {
    for (int i = 0; i < MOST; i++) {
      byte[] key = number(random.nextLong(), 8 + random.nextInt(400));
      byte[] value = value();
      try {
        write.run(tree(), key, value);
        model.put(key, value);
      } catch (RuntimeException refusal) {
        assertEquals(variant.refusal(), refusal.getClass(), () -> "unexpected: " + refusal);
        assertFalse(String.valueOf(refusal.getMessage()).isBlank());
        assertFalse(tree().containsKey(key), "what throws has changed nothing");
        return;
      }
    }
    throw new AssertionError("never full");
  }

  private void assertHolds() {
    store().verify().requireSound();
    assertEquals(model.size(), tree().count());
    try (Cursor cursor = tree().cursor()) {
      model.forEach(
          (key, value) -> {
            assertArrayEquals(value, tree().get(key));
            assertTrue(cursor.next());
            assertEquals(new Entry(key, value), cursor.entry());
          });
    }
  }

  private void remove(int entries) {
    List<byte[]> keys = new ArrayList<>(model.keySet());
    for (int i = 0; i < entries; i++) {
      byte[] key = keys.remove(random.nextInt(keys.size()));
      assertArrayEquals(model.remove(key), tree().getAndRemove(key), "removing needs no room");
    }
  }

  private void shouldSurvive(Write write) {
    fill(write);
    int first = model.size();
    assertTrue(first > PAGES / 2, first + " entries");
    assertHolds();
    for (int i = 0; i < 30; i++) {
      fill(write);
    }
    assertHolds();
    remove(model.size() / 2);
    store().tidy();
    assertHolds();
    int half = model.size();
    fill(write);
    assertTrue(model.size() > half + first / 8, "writing works again");
    assertHolds();
    remove(model.size());
    store().tidy();
    assertHolds();
    assertEquals(1, tree().stats().height());
    fill(write);
    assertTrue(model.size() > first / 2, "all pages were given back");
    assertHolds();
  }

  @Test
  void shouldSurviveWhenPutting() {
    shouldSurvive(LatchTree::put);
  }

  @Test
  void shouldSurviveWhenPuttingWhereNothingIs() {
    shouldSurvive((tree, key, value) -> assertTrue(tree.putIfAbsent(key, value) == null));
  }

  @Test
  void shouldSurviveWhenValuesGrow() {
    byte[] empty = {};
    shouldSurvive(
        (tree, key, value) -> {
          tree.put(key, empty);
          try {
            assertTrue(tree.compareAndSet(key, empty, value));
          } catch (RuntimeException full) {
            assertArrayEquals(empty, tree.get(key));
            assertTrue(tree.remove(key), "removing needs no room");
            throw full;
          }
        });
  }

  @Test
  void shouldSurviveWhenBatchesGrow() {
    LatchTree other = store().tree("other");
    shouldSurvive(
        (tree, key, value) -> {
          try (Batch batch = store().batch()) {
            batch.put(tree, key, value).put(other, number(7, 8), value).commit();
          } catch (RuntimeException full) {
            byte[] last = other.get(number(7, 8));
            assertTrue(last == null || !Arrays.equals(value, last) || value.length == 0);
            throw full;
          }
        });
    assertEquals(1, other.count());
  }

  @Test
  void shouldRefuseAValueThatIsTooLargeForAllOfIt() {
    byte[] large = repeat(1, 2 * PAGES * PAGE);
    for (int i = 0; i < 20; i++) {
      byte[] key = number(i, 100);
      tree().put(key, key);
      model.put(key, key);
      assertThrows(variant.refusal(), () -> tree().put(key, large));
      assertThrows(variant.refusal(), () -> tree().putIfAbsent(new byte[0], large));
    }
    assertHolds();
    for (int i = 0; i < 5; i++) { // the pages of its beginning were given back
      byte[] half = repeat(i, PAGES / 3 * PAGE);
      tree().put(number(50, 8), half);
      assertArrayEquals(half, tree().get(number(50, 8)));
      assertTrue(tree().remove(number(50, 8)));
      store().tidy();
    }
    assertHolds();
  }

  @Test
  void shouldKeepWhatWasLoadedBeforeItWasFull() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      entries.add(new Entry(number(i, 100), repeat(i, 200)));
    }
    assertThrows(variant.refusal(), () -> tree().load(entries.iterator(), 0.9));
    store().verify().requireSound();
    long loaded = tree().count();
    for (int i = 0; i < loaded; i++) {
      assertArrayEquals(entries.get(i).value(), tree().get(entries.get(i).key()));
    }
    tree().clear();
    store().tidy();
    fill(LatchTree::put);
    assertHolds();
  }

  @Test
  void shouldGoOnWithMoreRoomOnTheDisk() throws Exception {
    fill(LatchTree::put);
    if (variant.file) {
      int before = model.size();
      disk.install(roomForMorePages(PAGES));
      fill(LatchTree::put);
      assertTrue(model.size() > before + PAGES / 2);
      disk.install(FaultPlan.none());
      store().close();
      open();
    }
    assertHolds();
  }

  /** Each thread has keys of its own, and makes room when there is none. */
  @Test
  void shouldSurviveManyThreads() {
    int steps = TreeRandom.rounds(4000);
    Crowd crowd = new Crowd();
    List<NavigableMap<byte[], byte[]>> models = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      NavigableMap<byte[], byte[]> mine = new TreeMap<>(Arrays::compareUnsigned);
      models.add(mine);
      crowd.start(() -> writeAndMakeRoom(thread, mine, steps, crowd));
    }
    crowd.join();
    models.forEach(model::putAll);
    assertHolds();
    remove(model.size());
    store().tidy();
    assertEquals(1, tree().stats().height());
  }

  private void writeAndMakeRoom(
      int thread, NavigableMap<byte[], byte[]> mine, int steps, Crowd crowd) {
    SplittableRandom own = TreeRandom.stream(seed, thread);
    int refusals = 0;
    for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
      byte[] key = number(own.nextInt(1000) * (long) THREADS + thread, 8 + own.nextInt(2) * 300);
      byte[] value = new Stamp(thread, step).value(key, PAGE);
      try {
        tree().put(key, value);
        mine.put(key, value);
      } catch (RuntimeException refusal) {
        assertEquals(variant.refusal(), refusal.getClass(), () -> "unexpected: " + refusal);
        refusals++;
        assertArrayEquals(mine.get(key), tree().get(key), "what throws has changed nothing");
        for (int i = 0; i < 15 && !mine.isEmpty(); i++) {
          byte[] old = mine.ceilingKey(number(own.nextInt(1000 * THREADS), 8));
          byte[] victim = old == null ? mine.firstKey() : old;
          assertArrayEquals(mine.remove(victim), tree().getAndRemove(victim));
        }
      }
    }
    assertTrue(refusals > 0, "never full");
  }
}
