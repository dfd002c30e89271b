package dev.latchtree;

import static dev.latchtree.TestBytes.bytesOf;
import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where cursors stand after each move, with nobody else in the tree or with the caller's writes.
 */
@ParameterizedClass
@MethodSource("dev.latchtree.StoreVariant#contract")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CursorContractTest {

  private static final int ENTRIES = 300;

  private final StoreVariant variant;
  private final LatchStore store;
  private final LatchTree tree;
  private final TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);

  CursorContractTest(StoreVariant variant) {
    this.variant = variant;
    store = variant.open();
    tree = store.tree("tree");
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    store.verify().requireSound();
    store.close();
  }

  private byte[] key(long number) {
    return number(number, tree.maxKeyLength() / 2);
  }

  private void put(byte[] key, byte[] value) {
    tree.put(key, value);
    model.put(key, value);
  }

  /** Even numbers, on pages that hold few of them; every so often a long value. */
  private void fill() {
    for (int i = 0; i < ENTRIES; i++) {
      put(key(2L * i), repeat(i, i % 50 == 7 ? 2 * variant.pageSize() : i));
    }
  }

  private static void assertOn(Cursor cursor, byte[] key) {
    assertTrue(cursor.isOnEntry());
    assertArrayEquals(key, cursor.key());
  }

  private static void assertNowhere(Cursor cursor) {
    assertFalse(cursor.isOnEntry());
    assertThrows(IllegalStateException.class, cursor::key);
    assertThrows(IllegalStateException.class, cursor::value);
    assertThrows(IllegalStateException.class, cursor::entry);
    assertThrows(IllegalStateException.class, () -> cursor.copyKey(TestBytes.onHeap(new byte[0])));
    assertThrows(
        IllegalStateException.class, () -> cursor.copyValue(TestBytes.onHeap(new byte[0])));
  }

  // ---- an empty tree, an empty range

  @Test
  void shouldStandNowhereWhereNothingIs() {
    assertNothing(KeyRange.all());
    fill();
    assertNothing(KeyRange.between(key(10), key(10)));
    assertNothing(KeyRange.between(key(11), key(12)));
    assertNothing(KeyRange.between(key(20), key(10)));
    assertNothing(KeyRange.to(new byte[0]));
    assertNothing(KeyRange.from(key(2 * ENTRIES)));
    assertNothing(KeyRange.from(repeat(0xff, variant.pageSize())));
    assertNothing(KeyRange.prefix(bytesOf(0xff, 0xff)));
    assertNothing(KeyRange.between(KeyRange.successor(key(10)), key(12)));
  }

  private void assertNothing(KeyRange range) {
    try (Cursor cursor = tree.cursor(range)) {
      assertNowhere(cursor);
      assertFalse(cursor.first());
      assertFalse(cursor.last());
      assertFalse(cursor.seek(new byte[0]));
      assertFalse(cursor.seek(key(10)));
      assertFalse(cursor.seekBackward(key(10)));
      assertFalse(cursor.seekBackward(repeat(0xff, 20)));
      assertFalse(cursor.next());
      assertFalse(cursor.previous());
      assertNowhere(cursor);
    }
    try (Cursor cursor = tree.cursor(range)) {
      assertFalse(cursor.next());
    }
    try (Cursor cursor = tree.cursor(range)) {
      assertFalse(cursor.previous());
    }
  }

  // ---- whole walks

  @Test
  void shouldWalkBothWays() {
    fill();
    try (Cursor cursor = tree.cursor()) {
      assertNowhere(cursor);
      for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
        assertTrue(cursor.next());
        assertEquals(new Entry(entry.getKey(), entry.getValue()), cursor.entry());
      }
      assertFalse(cursor.next());
      assertNowhere(cursor);
    }
    try (Cursor cursor = tree.cursor()) {
      for (Map.Entry<byte[], byte[]> entry : model.descendingMap().entrySet()) {
        assertTrue(cursor.previous());
        assertEquals(new Entry(entry.getKey(), entry.getValue()), cursor.entry());
      }
      assertFalse(cursor.previous());
      assertNowhere(cursor);
    }
  }

  @Test
  void shouldWalkInsideItsBounds() {
    fill();
    List<byte[]> bounds = new ArrayList<>();
    for (long number : new long[] {0, 1, 2, 99, 100, 597, 598, 599, 600}) {
      bounds.add(key(number));
      bounds.add(KeyRange.successor(key(number)));
      bounds.add(Arrays.copyOf(key(number), 9));
      bounds.add(Arrays.copyOf(key(number), 2 * tree.maxKeyLength()));
    }
    bounds.add(new byte[0]);
    bounds.add(repeat(0xff, 3));
    bounds.add(Arrays.copyOf(key(100), variant.pageSize() + 1));
    for (byte[] low : bounds) {
      assertWalks(KeyRange.from(low));
      assertWalks(KeyRange.to(low));
      for (byte[] high : bounds) {
        KeyRange range = KeyRange.between(low, high);
        long inside = part(range).size();
        assertEquals(inside, tree.count(range), range::toString);
        if (inside < 10) {
          assertWalks(range);
        }
      }
    }
  }

  private NavigableMap<byte[], byte[]> part(KeyRange range) {
    byte[] high = range.high();
    return range.isEmpty()
        ? new TreeMap<>(Arrays::compareUnsigned)
        : high == null
            ? model.tailMap(range.low(), true)
            : model.subMap(range.low(), true, high, false);
  }

  private void assertWalks(KeyRange range) {
    NavigableMap<byte[], byte[]> part = part(range);
    try (Cursor up = tree.cursor(range);
        Cursor down = tree.cursor(range)) {
      for (byte[] key : part.keySet()) {
        assertTrue(up.next());
        assertArrayEquals(key, up.key());
      }
      assertFalse(up.next(), range::toString);
      for (byte[] key : part.descendingKeySet()) {
        assertTrue(down.previous());
        assertArrayEquals(key, down.key());
      }
      assertFalse(down.previous(), range::toString);
      assertEquals(!part.isEmpty(), down.first());
      assertEquals(!part.isEmpty(), up.last());
      if (!part.isEmpty()) {
        assertOn(down, part.firstKey());
        assertOn(up, part.lastKey());
      }
    }
  }

  @Test
  void shouldWalkOverPrefixes() {
    for (int first : new int[] {0x61, 0xfe, 0xff}) {
      for (int second : new int[] {-1, 0, 1, 0xfe, 0xff}) {
        for (int third : new int[] {-1, 0, 0xff}) {
          byte[] key = second == -1 ? bytesOf(first) : third == -1 ? bytesOf(first, second) : null;
          put(key == null ? bytesOf(first, second, third) : key, bytesOf(third));
        }
      }
    }
    put(new byte[0], bytesOf(1));
    List<byte[]> prefixes =
        List.of(
            new byte[0],
            bytesOf(0x61),
            bytesOf(0x61, 0xff),
            bytesOf(0xfe),
            bytesOf(0xfe, 0xff),
            bytesOf(0xff),
            bytesOf(0xff, 0xff),
            bytesOf(0xff, 0xff, 0xff),
            bytesOf(0xff, 0xff, 0xff, 0xff),
            bytesOf(0x62));
    for (byte[] prefix : prefixes) {
      TreeMap<byte[], byte[]> wanted = new TreeMap<>(Arrays::compareUnsigned);
      model.forEach(
          (key, value) -> {
            if (key.length >= prefix.length
                && Arrays.equals(prefix, Arrays.copyOf(key, prefix.length))) {
              wanted.put(key, value);
            }
          });
      assertEquals(wanted.size(), tree.count(KeyRange.prefix(prefix)), TestBytes.show(prefix));
      try (Cursor cursor = tree.cursor(KeyRange.prefix(prefix))) {
        for (byte[] key : wanted.keySet()) {
          assertTrue(cursor.next());
          assertArrayEquals(key, cursor.key());
        }
        assertFalse(cursor.next());
      }
    }
  }

  // ---- single moves

  @Test
  void shouldSeekWithinItsRange() {
    fill();
    try (Cursor cursor = tree.cursor(KeyRange.between(key(100), key(200)))) {
      assertTrue(cursor.seek(new byte[0]));
      assertOn(cursor, key(100));
      assertTrue(cursor.seek(key(100)));
      assertOn(cursor, key(100));
      assertTrue(cursor.seek(key(101)));
      assertOn(cursor, key(102));
      assertTrue(cursor.seek(key(198)));
      assertOn(cursor, key(198));
      assertFalse(cursor.seek(key(199)));
      assertNowhere(cursor);
      assertFalse(cursor.seek(key(200)));
      assertFalse(cursor.seek(repeat(0xff, variant.pageSize())));
      assertTrue(cursor.seekBackward(repeat(0xff, variant.pageSize())));
      assertOn(cursor, key(198));
      assertTrue(cursor.seekBackward(key(200)));
      assertOn(cursor, key(198));
      assertTrue(cursor.seekBackward(key(199)));
      assertOn(cursor, key(198));
      assertTrue(cursor.seekBackward(key(100)));
      assertOn(cursor, key(100));
      assertFalse(cursor.seekBackward(key(99)));
      assertNowhere(cursor);
      assertFalse(cursor.seekBackward(new byte[0]));
    }
  }

  @Test
  void shouldTurnRound() {
    fill();
    try (Cursor cursor = tree.cursor()) {
      assertTrue(cursor.next());
      assertOn(cursor, key(0));
      assertTrue(cursor.next());
      assertTrue(cursor.previous());
      assertOn(cursor, key(0));
      assertFalse(cursor.previous());
      assertNowhere(cursor);
      assertTrue(cursor.last());
      assertTrue(cursor.previous());
      assertTrue(cursor.next());
      assertOn(cursor, key(2 * ENTRIES - 2));
    }
  }

  /** Every move against a map, from a seed. */
  @Test
  void shouldStandWhereAMapSays() {
    fill();
    long seed = TreeRandom.seed(this);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      byte[] one = key(random.nextInt(2 * ENTRIES));
      byte[] other = key(random.nextInt(2 * ENTRIES));
      boolean ordered = Arrays.compareUnsigned(one, other) < 0;
      KeyRange range = KeyRange.between(ordered ? one : other, ordered ? other : one);
      NavigableMap<byte[], byte[]> part = part(range);
      try (Cursor cursor = tree.cursor(range)) {
        Map.@Nullable Entry<byte[], byte[]> at = null;
        for (int step = 0; step < 60; step++) {
          byte[] key = key(random.nextInt(2 * ENTRIES));
          int move = at == null ? random.nextInt(4) : random.nextInt(12);
          boolean moved;
          if (move == 0) {
            moved = cursor.first();
            at = part.firstEntry();
          } else if (move == 1) {
            moved = cursor.last();
            at = part.lastEntry();
          } else if (move == 2) {
            moved = cursor.seek(key);
            at = part.ceilingEntry(key);
          } else if (move == 3) {
            moved = cursor.seekBackward(key);
            at = part.floorEntry(key);
          } else if (move < 8) {
            moved = cursor.next();
            at = at == null ? null : part.higherEntry(at.getKey());
          } else {
            moved = cursor.previous();
            at = at == null ? null : part.lowerEntry(at.getKey());
          }
          assertEquals(at != null, moved);
          assertEquals(at != null, cursor.isOnEntry());
          if (at != null) {
            assertEquals(new Entry(at.getKey(), at.getValue()), cursor.entry());
          }
        }
      }
    }
  }

  // ---- while the caller writes

  @Test
  void shouldKeepItsEntryWhenThatIsRemoved() {
    fill();
    try (Cursor cursor = tree.cursor()) {
      assertTrue(cursor.seek(key(100)));
      byte[] value = cursor.value();
      tree.remove(key(100));
      assertOn(cursor, key(100));
      assertArrayEquals(value, cursor.value());
      assertTrue(cursor.next());
      assertOn(cursor, key(102));
    }
    try (Cursor cursor = tree.cursor()) {
      assertTrue(cursor.seek(key(102)));
      tree.remove(key(102));
      assertTrue(cursor.previous());
      assertOn(cursor, key(98));
    }
  }

  /** What was there since the cursor was made may still be shown; in order, and nothing else. */
  @Test
  void shouldGoOnWhereItStoodWhenAllElseChanges() {
    fill();
    try (Cursor cursor = tree.cursor()) {
      assertTrue(cursor.seek(key(100)));
      tree.clear();
      store.tidy();
      byte[] before = cursor.key();
      while (cursor.next()) {
        assertTrue(Arrays.compareUnsigned(before, cursor.key()) < 0);
        before = cursor.key();
        assertArrayEquals(model.get(before), cursor.value());
      }
      for (int i = 0; i < 2000; i++) {
        tree.put(key(i), repeat(i, 100));
      }
      assertTrue(cursor.seek(key(700)));
      assertOn(cursor, key(700));
      tree.removeRange(KeyRange.between(key(650), key(1750)));
      while (cursor.isOnEntry() && Arrays.compareUnsigned(cursor.key(), key(1750)) < 0) {
        assertTrue(cursor.next());
      }
      assertOn(cursor, key(1750));
      while (cursor.isOnEntry() && Arrays.compareUnsigned(cursor.key(), key(650)) >= 0) {
        assertTrue(cursor.previous());
      }
      assertOn(cursor, key(649));
    }
  }

  @Test
  void shouldGiveCopies() {
    fill();
    try (Cursor cursor = tree.cursor()) {
      assertTrue(cursor.seek(key(10)));
      cursor.key()[3]++;
      cursor.value()[3]++;
      assertOn(cursor, key(10));
      assertArrayEquals(model.get(key(10)), cursor.value());
      assertTrue(cursor.next());
      assertOn(cursor, key(12));
    }
    assertArrayEquals(model.get(key(10)), tree.get(key(10)));
  }

  // ---- its end

  @Test
  void shouldNotMoveOnceClosed() {
    fill();
    Cursor cursor = tree.cursor();
    assertTrue(cursor.next());
    cursor.close();
    cursor.close();
    assertThrows(IllegalStateException.class, cursor::next);
    assertThrows(IllegalStateException.class, cursor::previous);
    assertThrows(IllegalStateException.class, cursor::first);
    assertThrows(IllegalStateException.class, cursor::last);
    assertThrows(IllegalStateException.class, () -> cursor.seek(key(1)));
    assertThrows(IllegalStateException.class, () -> cursor.seekBackward(key(1)));
    Cursor fresh = tree.cursor();
    fresh.close();
    assertThrows(IllegalStateException.class, fresh::next);
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldRefuseNull() {
    fill();
    try (Cursor cursor = tree.cursor()) {
      assertTrue(cursor.seek(key(10)));
      assertThrows(NullPointerException.class, () -> cursor.seekBackward(null));
      assertThrows(NullPointerException.class, () -> cursor.copyKey(null));
      assertThrows(NullPointerException.class, () -> cursor.copyValue(null));
    }
  }
}
