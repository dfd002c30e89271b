package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitioned trees against one plain one, from a seed. */
@ParameterizedClass
@EnumSource(names = {"MODEL", "OPTIMISTIC_BLINK"})
class PartitionedTreeTest {

  private final SplittableRandom random = new SplittableRandom(TestSeed.of(this));
  private final LatchTree model = new ModelTree("model");
  private final TestTrees trees;

  PartitionedTreeTest(TestTrees.Kind kind) {
    trees = kind.open();
  }

  @AfterEach
  void close() {
    trees.close();
  }

  /** Few different bytes, so that keys meet, and share starts. */
  private byte[] key() {
    byte[] key = new byte[random.nextInt(5)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (0x7e + random.nextInt(4));
    }
    return key;
  }

  private byte[] value() {
    return new byte[] {(byte) random.nextInt(3)};
  }

  private KeyRange range() {
    return switch (random.nextInt(4)) {
      case 0 -> KeyRange.all();
      case 1 -> KeyRange.prefix(key());
      case 2 -> KeyRange.from(key());
      default -> KeyRange.between(key(), key());
    };
  }

  private static List<Entry> content(LatchTree tree, KeyRange range) {
    List<Entry> entries = new ArrayList<>();
    try (Cursor cursor = tree.cursor(range)) {
      while (cursor.next()) {
        entries.add(cursor.entry());
      }
    }
    return entries;
  }

  private static List<Entry> contentBackward(LatchTree tree, KeyRange range) {
    List<Entry> entries = new ArrayList<>();
    try (Cursor cursor = tree.cursor(range)) {
      while (cursor.previous()) {
        entries.add(0, cursor.entry());
      }
    }
    return entries;
  }

  private void requireSame(LatchTree tree, KeyRange range) {
    List<Entry> expected = content(model, range);
    assertEquals(expected, content(tree, range), range::toString);
    assertEquals(expected, contentBackward(tree, range), range::toString);
    assertEquals(expected.size(), tree.count(range), range::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 50})
  void shouldDoWhatOneTreeDoes(int partitions) {
    LatchTree tree = trees.partitioned(partitions);
    for (int step = 0; step < 6_000; step++) {
      operate(tree);
      if (step % 20 == 0) {
        requireSame(tree, range());
        assertEquals(model.first(), tree.first());
        assertEquals(model.last(), tree.last());
        assertEquals(model.isEmpty(), tree.isEmpty());
      }
    }
    requireSame(tree, KeyRange.all());
    assertFalse(tree.isEmpty());
    tree.clear();
    assertTrue(tree.isEmpty());
    assertNull(tree.first());
    assertNull(tree.last());
  }

  private void operate(LatchTree tree) {
    byte[] key = key();
    byte[] value = value();
    byte[] other = value();
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> {
        model.put(key, value);
        tree.put(key, value);
      }
      case 3 -> assertArrayEquals(model.get(key), tree.get(key));
      case 4 -> assertEquals(model.containsKey(key), tree.containsKey(key));
      case 5 -> assertArrayEquals(model.getAndPut(key, value), tree.getAndPut(key, value));
      case 6 -> assertArrayEquals(model.putIfAbsent(key, value), tree.putIfAbsent(key, value));
      case 7 -> assertEquals(model.replace(key, value), tree.replace(key, value));
      case 8 ->
          assertEquals(
              model.compareAndSet(key, other, value), tree.compareAndSet(key, other, value));
      case 9 -> assertEquals(model.remove(key), tree.remove(key));
      case 10 -> assertArrayEquals(model.getAndRemove(key), tree.getAndRemove(key));
      case 11 ->
          assertEquals(model.compareAndRemove(key, other), tree.compareAndRemove(key, other));
      case 12 -> {
        model.put(key, value);
        tree.put(Bytes.wrapForRead(key), Bytes.wrapForRead(value));
      }
      case 13 -> assertEquals(model.remove(key), tree.remove(Bytes.wrapForRead(key)));
      case 14 -> {
        Bytes<?> target = Bytes.allocateElasticOnHeap();
        boolean found = tree.get(Bytes.wrapForRead(key), target);
        assertArrayEquals(model.get(key), found ? target.toByteArray() : null);
      }
      default -> {
        KeyRange range = KeyRange.prefix(new byte[] {1, 2, 3}).startingAt(key);
        if (random.nextInt(8) == 0) {
          range = KeyRange.between(key, key());
        }
        assertEquals(model.removeRange(range), tree.removeRange(range));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void shouldWalkAsACursorOfOneTree(int partitions) {
    int steps = 0;
    for (int round = 0; round < 400; round++) {
      LatchTree tree = trees.partitioned(partitions);
      model.clear();
      for (int i = random.nextInt(60); i > 0; i--) {
        byte[] key = key();
        byte[] value = value();
        tree.put(key, value);
        model.put(key, value);
      }
      KeyRange range = range();
      try (Cursor expected = model.cursor(range);
          Cursor cursor = tree.cursor(range)) {
        for (int i = 0; i < 60; i++) {
          steps += walk(expected, cursor) ? 1 : 0;
        }
      }
    }
    assertTrue(steps > 400 * 10, "steps onto entries: " + steps);
  }

  /** Makes the same move with both; answers whether they stand on an entry now. */
  private boolean walk(Cursor expected, Cursor cursor) {
    byte[] key = key();
    int move = random.nextInt(20);
    boolean on = move(move, key, expected);
    assertEquals(on, move(move, key, cursor));
    assertEquals(on, cursor.isOnEntry());
    if (on) {
      assertEquals(expected.entry(), cursor.entry());
      Bytes<?> copies = Bytes.allocateElasticOnHeap();
      cursor.copyKey(copies);
      assertArrayEquals(expected.key(), copies.toByteArray());
      cursor.copyValue(copies.clear());
      assertArrayEquals(expected.value(), copies.toByteArray());
    } else {
      assertThrows(IllegalStateException.class, cursor::key);
      assertThrows(IllegalStateException.class, cursor::value);
    }
    return on;
  }

  private static boolean move(int move, byte[] key, Cursor cursor) {
    return switch (move) {
      case 0 -> cursor.first();
      case 1 -> cursor.last();
      case 2, 3 -> cursor.seek(key);
      case 4, 5 -> cursor.seekBackward(key);
      case 6, 7, 8, 9, 10, 11, 12 -> cursor.next();
      default -> cursor.previous();
    };
  }

  /** In the turn nothing that was added behind the cursor's back may come out of order. */
  @Test
  void shouldKeepItsOrderWhileEntriesComeAndGo() {
    LatchTree tree = trees.partitioned(4);
    int kept = 0;
    for (int round = 0; round < 60; round++) {
      tree.clear();
      List<Integer> constant = new ArrayList<>();
      for (int i = 0; i < 600; i += 1 + random.nextInt(10)) {
        constant.add(i);
        tree.put(Codecs.ints().encode(i), new byte[500]);
      }
      List<Integer> seen = new ArrayList<>();
      boolean forward = random.nextBoolean();
      try (Cursor cursor = tree.cursor()) {
        while (forward ? cursor.next() : cursor.previous()) {
          seen.add(forward ? seen.size() : 0, Codecs.ints().decode(cursor.key()));
          int key = random.nextInt(600);
          if (!constant.contains(key)) {
            if (random.nextBoolean()) {
              tree.put(Codecs.ints().encode(key), new byte[500]);
            } else {
              tree.remove(Codecs.ints().encode(key));
            }
          }
        }
      }
      assertEquals(seen.stream().sorted().distinct().toList(), seen);
      assertTrue(seen.containsAll(constant), () -> constant + " of " + seen);
      kept += seen.size() - constant.size();
    }
    assertTrue(kept > 20, "others seen: " + kept);
  }

  /** Even keys stay, odd ones come and go, in two threads; scans go on until these are done. */
  @Test
  void shouldScanWhileThreadsWrite() throws Exception {
    LatchTree tree = trees.partitioned(4);
    int keys = 600;
    List<Integer> even = IntStream.range(0, keys / 2).map(i -> 2 * i).boxed().toList();
    even.forEach(key -> tree.put(Codecs.ints().encode(key), new byte[0]));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        SplittableRandom own = random.split();
        writers.add(threads.submit(() -> changeOddKeys(tree, own, keys)));
      }
      int scans = 0;
      while (scans++ < 20 || !writers.stream().allMatch(Future::isDone)) {
        boolean forward = scans % 2 == 0;
        List<Integer> seen = new ArrayList<>();
        try (Cursor cursor = tree.cursor()) {
          while (forward ? cursor.next() : cursor.previous()) {
            seen.add(Codecs.ints().decode(cursor.key()));
          }
        }
        Comparator<Integer> order = forward ? Comparator.naturalOrder() : Comparator.reverseOrder();
        assertEquals(seen.stream().distinct().sorted(order).toList(), seen);
        assertTrue(seen.containsAll(even), () -> "lacks even keys: " + seen);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void changeOddKeys(LatchTree tree, SplittableRandom random, int keys) {
    for (int i = 0; i < 30_000; i++) {
      byte[] key = Codecs.ints().encode(random.nextInt(keys / 2) * 2 + 1);
      if (random.nextBoolean()) {
        tree.put(key, key);
      } else {
        tree.remove(key);
      }
    }
  }

  @Test
  void shouldServePartitionsOfWhichOneHasEverything() {
    PartitionedTree tree = trees.partitioned(5);
    LatchTree only = tree.partitionOf(new byte[] {7});
    for (int i = 0; i < 2_000; i++) {
      byte[] key = Codecs.ints().encode(random.nextInt());
      if (tree.partitionOf(key) == only) {
        byte[] value = value();
        tree.put(key, value);
        model.put(key, value);
      }
    }
    assertEquals(only.count(), tree.count());
    assertTrue(tree.count() > 200, () -> "entries: " + tree.count());
    for (int i = 0; i < 50; i++) {
      requireSame(tree, KeyRange.between(Codecs.ints().encode(random.nextInt()), new byte[] {-1}));
    }
    assertEquals(model.first(), tree.first());
    assertEquals(model.last(), tree.last());
  }

  @Test
  void shouldGetManyFromWhereTheyBelong() {
    PartitionedTree tree = trees.partitioned(6);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] key = Codecs.ints().encode(i);
      keys.add(key);
      if (i % 3 > 0) {
        tree.put(key, key);
      }
    }
    List<byte @Nullable []> values = tree.getAll(keys);
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(i % 3 > 0 ? keys.get(i) : null, values.get(i));
    }
    assertEquals(List.of(), tree.getAll(List.of()));
  }

  @Test
  void shouldRefuseMovesOnceClosed() {
    Cursor cursor = trees.partitioned(3).cursor();
    assertFalse(cursor.next());
    cursor.close();
    assertThrows(IllegalStateException.class, cursor::next);
    assertThrows(IllegalStateException.class, cursor::previous);
    assertThrows(IllegalStateException.class, cursor::first);
    assertFalse(cursor.isOnEntry());
  }

  @Test
  @SuppressWarnings("NullAway")
  void shouldRefuseNull() {
    PartitionedTree tree = trees.partitioned(3);
    byte[] none = null;
    assertThrows(NullPointerException.class, () -> tree.get(none));
    assertThrows(NullPointerException.class, () -> tree.put(none, none));
    assertThrows(NullPointerException.class, () -> tree.put(new byte[0], none));
    assertThrows(NullPointerException.class, () -> tree.cursor(null));
    assertThrows(NullPointerException.class, () -> tree.load(null, 1));
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldAddUpFigures() {
    PartitionedTree tree = new TestTrees.Models().partitioned(3);
    IntStream.range(0, 90).forEach(i -> tree.put(Codecs.ints().encode(i), new byte[0]));
    TreeStats stats = tree.stats();
    assertEquals("t", stats.name());
    assertEquals(1, stats.height());
    assertEquals(List.of(new TreeStats.Level(0, 3, 90, 0.5)), stats.levels());
    assertEquals(new TreeStats.Counters(3, 6, 9, 12, 15, 21, 6), stats.counters());
  }

  @Test
  void shouldAddUpLevelsOfTreesOfDifferentHeight() {
    TreeStats.Counters counters = new TreeStats.Counters(0, 0, 0, 0, 0, 0, 0);
    TreeStats high =
        new TreeStats(
            "a",
            2,
            List.of(new TreeStats.Level(1, 1, 3, 0.25), new TreeStats.Level(0, 3, 30, 0.75)),
            counters);
    TreeStats low = new TreeStats("b", 1, List.of(new TreeStats.Level(0, 1, 2, 0.25)), counters);
    TreeStats merged = MergedStats.of("t", List.of(low, high));
    assertEquals(2, merged.height());
    assertEquals(
        List.of(new TreeStats.Level(1, 1, 3, 0.25), new TreeStats.Level(0, 4, 32, 0.625)),
        merged.levels());
  }
}
