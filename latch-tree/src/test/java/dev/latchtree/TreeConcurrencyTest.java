package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads in one tree of small pages and large keys, which split and merge all the time: in
 * memory, and on a file of which memory holds a part. What each thread sees is checked as it goes,
 * what all have done together at the end.
 */
@ParameterizedClass
@MethodSource("variants")
@Timeout(value = 90, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeConcurrencyTest {

  private static final int PAGE = 4096;
  private static final int THREADS = 6;
  private static final int FILE_POOL_PAGES = 128;
  private static final int MEMORY_POOL_PAGES = 16 * 1024;

  record Variant(LatchProtocol protocol, boolean file) {}

  static List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (LatchProtocol protocol : LatchProtocol.values()) {
      variants.add(new Variant(protocol, false));
      variants.add(new Variant(protocol, true));
    }
    return variants;
  }

  private final Variant variant;
  private final long seed = TreeRandom.seed(this);
  private final Crowd crowd = new Crowd();
  @TempDir private Path directory;
  private @Nullable LatchStore opened;

  TreeConcurrencyTest(Variant variant) {
    this.variant = variant;
  }

  private StoreOptions options() {
    return StoreOptions.builder()
        .protocol(variant.protocol)
        .pageSize(PAGE)
        .poolPages(variant.file ? FILE_POOL_PAGES : MEMORY_POOL_PAGES)
        .build();
  }

  @BeforeEach
  void open() throws Exception {
    opened = variant.file ? LatchStore.open(directory, options()) : LatchStore.inMemory(options());
  }

  private LatchStore store() {
    return requireNonNull(opened);
  }

  private LatchTree tree() {
    return store().tree("tree");
  }

  /** Whatever happened, the tree is sound, and all of its pages can be had back. */
  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    assertTrue(crowd.isDone(), "nothing can be said about a tree in which threads are stuck");
    try (LatchStore store = store()) {
      store.verify().requireSound();
      for (String name : store.trees()) {
        store.tree(name).clear();
      }
      store.tidy();
      Verification verification = store.verify().requireSound();
      assertTrue(verification.quiet());
      assertEquals(0, verification.entries());
      for (String name : store.trees()) {
        assertEquals(1, store.tree(name).stats().height());
      }
    }
  }

  private SplittableRandom random(int thread) {
    return TreeRandom.stream(seed, thread);
  }

  /** Lengths differ, so that pages hold 5 to 40 of them. */
  private static byte[] key(long number) {
    return number(number, 60 + (int) (number * 7919 % 400));
  }

  // ---- owned keys

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKeepWhatEachThreadOwns(boolean contiguous) throws Exception {
    int each = 250;
    int steps = TreeRandom.rounds(2500);
    List<OwnedKeys> owners = new ArrayList<>();
    for (int owner = 0; owner < THREADS; owner++) {
      List<byte[]> keys = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        keys.add(key(contiguous ? (long) owner * each + i : (long) i * THREADS + owner));
      }
      owners.add(new OwnedKeys(store(), tree(), keys, contiguous, PAGE, owner, random(owner)));
    }
    for (OwnedKeys owner : owners) {
      crowd.start(() -> owner.run(steps, crowd));
    }
    crowd.join();
    NavigableMap<byte[], byte[]> all = new TreeMap<>(Arrays::compareUnsigned);
    owners.forEach(owner -> all.putAll(owner.model()));
    assertHolds(all);
    if (variant.file) {
      store().close();
      open();
      assertHolds(all);
    }
  }

  private void assertHolds(NavigableMap<byte[], byte[]> all) {
    assertEquals(all.size(), tree().count());
    try (Cursor cursor = tree().cursor()) {
      all.forEach(
          (key, value) -> {
            assertTrue(cursor.next());
            assertEquals(new Entry(key, value), cursor.entry());
            assertArrayEquals(value, tree().get(key));
          });
    }
  }

  // ---- shared keys

  /** Puts and removes keys around those that a test is about. */
  private void churn(int thread, int steps, int keys) {
    SplittableRandom random = random(100 + thread);
    LatchTree tree = tree();
    byte[] value = new byte[700];
    for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
      byte[] key = key(random.nextInt(keys) * 10L + 1 + random.nextInt(9));
      if (step / 300 % 2 == 0) {
        tree.put(key, Arrays.copyOf(value, random.nextInt(value.length)));
      } else {
        tree.remove(key);
      }
    }
  }

  @Test
  void shouldAddUpWhatIsCompareAndSet() {
    int counters = 24;
    int steps = TreeRandom.rounds(2000);
    AtomicLongArray added = new AtomicLongArray(counters);
    for (int thread = 0; thread < THREADS; thread++) {
      SplittableRandom random = random(thread);
      crowd.start(
          () -> {
            for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
              int counter = random.nextInt(counters);
              increment(key(counter * 10L));
              added.incrementAndGet(counter);
            }
          });
    }
    crowd.start(() -> churn(0, 2 * steps, counters));
    crowd.join();
    for (int counter = 0; counter < counters; counter++) {
      byte[] value = tree().get(key(counter * 10L));
      assertEquals(added.get(counter), value == null ? 0 : count(value), "counter " + counter);
    }
  }

  private void increment(byte[] key) {
    while (!crowd.hasFailed()) {
      byte[] value = tree().get(key);
      if (value == null) {
        if (tree().putIfAbsent(key, counted(1)) == null) {
          return;
        }
      } else if (tree().compareAndSet(key, value, counted(count(value) + 1))) {
        return;
      }
    }
  }

  /** Its length changes with the number, now and then to one that has no room in a leaf. */
  private static byte[] counted(long count) {
    return number(count, count % 50 == 0 ? 2 * PAGE : (int) (count % 90 * 10));
  }

  private static long count(byte[] value) {
    long count = ByteBuffer.wrap(value).getLong();
    assertEquals(counted(count).length, value.length);
    return count;
  }

  @Test
  void shouldAddUpWhatIsPutIfAbsentAndRemoved() {
    int keys = 40;
    int steps = TreeRandom.rounds(3500);
    AtomicIntegerArray there = new AtomicIntegerArray(keys);
    for (int thread = 0; thread < THREADS; thread++) {
      int writer = thread;
      SplittableRandom random = random(thread);
      crowd.start(
          () -> {
            for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
              int number = random.nextInt(keys);
              there.addAndGet(number, putOrRemove(random, number, new Stamp(writer, step)));
            }
          });
    }
    crowd.join();
    for (int number = 0; number < keys; number++) {
      assertEquals(there.get(number), tree().containsKey(key(number)) ? 1 : 0, "key " + number);
    }
  }

  /** By how many entries the tree has grown. */
  private int putOrRemove(SplittableRandom random, int number, Stamp stamp) {
    byte[] key = key(number);
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        byte[] there = tree().putIfAbsent(key, stamp.value(key, PAGE));
        if (there != null) {
          assertNotNull(Stamp.of(key, there, PAGE));
        }
        return there == null ? 1 : 0;
      }
      case 2 -> {
        return tree().remove(key) ? -1 : 0;
      }
      case 3 -> {
        byte[] removed = tree().getAndRemove(key);
        if (removed != null) {
          assertNotNull(Stamp.of(key, removed, PAGE));
        }
        return removed == null ? 0 : -1;
      }
      default -> {
        byte[] there = tree().get(key);
        return there != null && tree().compareAndRemove(key, there) ? -1 : 0;
      }
    }
  }

  /** The newest of each writer's values that one thread has seen at each place. */
  private static final class Seen {

    private final Map<List<Integer>, Long> newest = new HashMap<>();

    void see(int place, Stamp stamp) {
      Long before = newest.put(List.of(place, stamp.writer()), stamp.sequence());
      assertTrue(
          before == null || before <= stamp.sequence(),
          () -> "at " + place + " " + stamp + " was seen after " + before);
    }
  }

  @Test
  void shouldNeverGoBackToAnOlderValue() {
    int keys = 30;
    int steps = TreeRandom.rounds(3500);
    for (int thread = 0; thread < THREADS; thread++) {
      int writer = thread;
      SplittableRandom random = random(thread);
      crowd.start(
          () -> {
            Seen seen = new Seen();
            for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
              int number = random.nextInt(keys);
              byte[] key = key(number);
              int dice = random.nextInt(10);
              Stamp stamp = new Stamp(writer, step);
              byte[] read = null;
              if (dice < 3) {
                tree().put(key, stamp.value(key, PAGE));
              } else if (dice == 3) {
                read = tree().getAndPut(key, stamp.value(key, PAGE));
              } else if (dice == 4) {
                tree().remove(key);
              } else {
                read = tree().get(key);
              }
              if (read != null) {
                seen.see(number, Stamp.of(key, read, PAGE));
              }
              if (dice < 4) {
                seen.see(number, stamp);
              }
            }
          });
    }
    crowd.join();
  }

  // ---- scans

  @Test
  void shouldShowEachStableEntryOnceWhileOthersSplitAndMerge() {
    int stable = 150;
    for (int number = 0; number < stable; number++) {
      byte[] key = key(number * 10L);
      tree().put(key, new Stamp(number, 0).value(key, PAGE));
    }
    int scans = TreeRandom.rounds(16);
    for (int thread = 0; thread < THREADS / 2; thread++) {
      int churner = thread;
      SplittableRandom random = random(thread);
      crowd.start(() -> churn(churner, TreeRandom.rounds(6000), stable));
      crowd.start(
          () -> {
            for (int scan = 0; scan < scans && !crowd.hasFailed(); scan++) {
              int from = random.nextInt(stable);
              scan(from, random.nextInt(from, stable), random.nextBoolean());
              Entry first = tree().first();
              Entry last = tree().last();
              assertTrue(first != null && Arrays.compareUnsigned(first.key(), key(0)) <= 0);
              assertTrue(
                  last != null && Arrays.compareUnsigned(last.key(), key((stable - 1) * 10L)) >= 0);
            }
          });
    }
    crowd.join();
    TreeStats.Counters counters = tree().stats().counters();
    assertTrue(counters.splits() > 50 && counters.merges() > 50, counters::toString);
  }

  private void scan(int from, int to, boolean up) {
    List<byte[]> wanted = new ArrayList<>();
    for (int number = from; number <= to; number++) {
      wanted.add(key(number * 10L));
    }
    KeyRange range = KeyRange.between(key(from * 10L), KeyRange.successor(key(to * 10L)));
    assertTrue(tree().count(range) >= wanted.size());
    List<byte[]> shown = new ArrayList<>();
    byte[] before = null;
    try (Cursor cursor = tree().cursor(range)) {
      while (up ? cursor.next() : cursor.previous()) {
        byte[] key = cursor.key();
        if (before != null) {
          int order = Arrays.compareUnsigned(before, key);
          assertTrue(up ? order < 0 : order > 0, "out of order, or twice");
        }
        before = key;
        if (ByteBuffer.wrap(key).getLong() % 10 == 0) {
          shown.add(key);
          Stamp stamp = Stamp.of(key, cursor.value(), PAGE);
          assertEquals(ByteBuffer.wrap(key).getLong() / 10, stamp.writer());
        }
      }
    }
    if (!up) {
      Collections.reverse(shown);
    }
    assertEquals(wanted.size(), shown.size());
    for (int i = 0; i < shown.size(); i++) {
      assertArrayEquals(wanted.get(i), shown.get(i));
    }
  }

  // ---- batches

  /** Three entries in two trees, always changed together. */
  private record Triple(LatchTree tree, LatchTree other, int number) {

    static final int SIZE = 3;

    List<LatchTree> trees() {
      return List.of(tree, other, tree);
    }

    List<byte[]> keys() {
      return List.of(key(number), key(number), key(100_000L + number));
    }

    void put(Batch batch, Stamp stamp) {
      for (int i = 0; i < SIZE; i++) {
        batch.put(trees().get(i), keys().get(i), stamp.value(keys().get(i), PAGE));
      }
    }

    void remove(Batch batch) {
      for (int i = 0; i < SIZE; i++) {
        batch.remove(trees().get(i), keys().get(i));
      }
    }

    @Nullable Stamp stamp(int i, byte @Nullable [] value) {
      return value == null ? null : Stamp.of(keys().get(i), value, PAGE);
    }
  }

  @Test
  void shouldShowBatchesAtOneInstant() {
    int triples = 12;
    int batches = TreeRandom.rounds(500);
    LatchTree tree = tree();
    LatchTree other = store().tree("other");
    for (int thread = 0; thread < THREADS / 2; thread++) {
      int writer = thread;
      SplittableRandom random = random(thread);
      crowd.start(
          () -> {
            for (int step = 0; step < batches && !crowd.hasFailed(); step++) {
              try (Batch batch = store().batch()) {
                Triple triple = new Triple(tree, other, 10 * random.nextInt(triples));
                if (random.nextInt(6) == 0) {
                  triple.remove(batch);
                } else {
                  triple.put(batch, new Stamp(writer, step));
                }
                for (int i = random.nextInt(6); i > 0; i--) { // what splits and merges
                  byte[] filler = key(random.nextInt(triples) * 10L + 1 + random.nextInt(9));
                  if (step / 50 % 2 == 0) {
                    batch.put(tree, filler, new byte[600]);
                  } else {
                    batch.remove(tree, filler);
                  }
                }
                batch.commit();
              }
            }
          });
      crowd.start(
          () -> {
            Seen together = new Seen();
            for (int step = 0; step < 3 * batches && !crowd.hasFailed(); step++) {
              Triple triple = new Triple(tree, other, 10 * random.nextInt(triples));
              if (random.nextBoolean()) {
                seeTogether(triple, together);
              } else {
                seeOneByOne(triple);
              }
            }
          });
    }
    crowd.join();
  }

  private void seeTogether(Triple triple, Seen seen) {
    List<byte @Nullable []> values = store().getAll(triple.trees(), triple.keys());
    Stamp first = triple.stamp(0, values.get(0));
    for (int i = 1; i < Triple.SIZE; i++) {
      assertEquals(first, triple.stamp(i, values.get(i)), "at one instant");
    }
    if (first != null) {
      seen.see(triple.number, first);
    }
  }

  /** Each is seen as new as the ones that were read before it. */
  private static void seeOneByOne(Triple triple) {
    Seen seen = new Seen();
    for (int i = 0; i < Triple.SIZE; i++) {
      Stamp stamp = triple.stamp(i, triple.trees().get(i).get(triple.keys().get(i)));
      if (stamp != null) {
        seen.see(triple.number, stamp);
      }
    }
  }
}
