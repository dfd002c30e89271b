package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keys that one thread alone changes, in a tree where others change theirs: it must find what it
 * left, every time.
 */
final class OwnedKeys {

  private static final int ROUND = 250;

  private final LatchStore store;
  private final LatchTree tree;
  private final List<byte[]> keys;
  private final boolean contiguous;
  private final int pageSize;
  private final int owner;
  private final SplittableRandom random;
  private final NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
  private final Bytes<?> keyBytes = Bytes.allocateElasticOnHeap();
  private final Bytes<?> valueBytes = Bytes.allocateElasticOnHeap();
  private long sequence;

  /**
   * @param keys ascending
   * @param contiguous whether no one else's keys lie between them
   */
  OwnedKeys(
      LatchStore store,
      LatchTree tree,
      List<byte[]> keys,
      boolean contiguous,
      int pageSize,
      int owner,
      SplittableRandom random) {
    this.store = store;
    this.tree = tree;
    this.keys = keys;
    this.contiguous = contiguous;
    this.pageSize = pageSize;
    this.owner = owner;
    this.random = random;
  }

  NavigableMap<byte[], byte[]> model() {
    return model;
  }

  /** Grows and shrinks in turn, and looks at all of it in between. */
  void run(int steps, Crowd crowd) {
    for (int step = 0; step < steps && !crowd.hasFailed(); step++) {
      boolean grows = step / ROUND % 2 == 0;
      byte[] key = keys.get(random.nextInt(keys.size()));
      int dice = random.nextInt(10);
      if (dice < 3) {
        read(key);
      } else if (dice < 9 == grows) {
        write(key);
      } else {
        remove(key);
      }
      if (step % ROUND == ROUND - 1) {
        scan();
      }
    }
  }

  private byte[] nextValue(byte[] key) {
    return new Stamp(owner, sequence++).value(key, pageSize);
  }

  private void write(byte[] key) {
    byte[] value = nextValue(key);
    byte[] before = model.get(key);
    switch (random.nextInt(7)) {
      case 0, 1 -> tree.put(key, value);
      case 2 -> tree.put(keyBytes.clear().write(key), valueBytes.clear().write(value));
      case 3 -> assertArrayEquals(before, tree.getAndPut(key, value));
      case 4 -> {
        assertArrayEquals(before, tree.putIfAbsent(key, value));
        value = before == null ? value : before;
      }
      case 5 -> value = compareAndSet(key, before, value);
      default -> batch(key, value);
    }
    model.put(key, value);
  }

  private byte[] compareAndSet(byte[] key, byte @Nullable [] before, byte[] value) {
    if (before == null) {
      assertFalse(tree.replace(key, value));
      assertFalse(tree.compareAndSet(key, value, value));
      assertArrayEquals(null, tree.putIfAbsent(key, value));
      return value;
    }
    assertFalse(tree.compareAndSet(key, value, before));
    assertTrue(tree.compareAndSet(key, before, value));
    return value;
  }

  private void batch(byte[] key, byte[] value) {
    try (Batch batch = store.batch()) {
      for (int i = 0; i < 3; i++) {
        byte[] other = keys.get(random.nextInt(keys.size()));
        if (i == 0) {
          batch.remove(tree, other);
          model.remove(other);
        } else {
          byte[] more = nextValue(other);
          batch.put(tree, other, more);
          model.put(other, more);
        }
      }
      batch.put(tree, key, value).commit();
    }
  }

  private void remove(byte[] key) {
    byte[] before = model.get(key);
    switch (random.nextInt(contiguous ? 5 : 4)) {
      case 0 -> assertEquals(before != null, tree.remove(key));
      case 1 -> assertEquals(before != null, tree.remove(keyBytes.clear().write(key)));
      case 2 -> assertArrayEquals(before, tree.getAndRemove(key));
      case 3 ->
          assertEquals(before != null, tree.compareAndRemove(key, before == null ? key : before));
      default -> {
        KeyRange range = rangeFrom(key, random.nextInt(keys.size() / 4));
        NavigableMap<byte[], byte[]> part = part(range);
        assertEquals(part.size(), tree.count(range));
        assertEquals(part.size(), tree.removeRange(range));
        part.clear();
      }
    }
    model.remove(key);
  }

  private KeyRange rangeFrom(byte[] key, int length) {
    int end = Math.min(keys.size() - 1, keys.indexOf(key) + length);
    return KeyRange.between(key, KeyRange.successor(keys.get(end)));
  }

  private NavigableMap<byte[], byte[]> part(KeyRange range) {
    byte[] high = range.high();
    return high == null
        ? model.tailMap(range.low(), true)
        : model.subMap(range.low(), true, high, false);
  }

  private void read(byte[] key) {
    byte[] value = model.get(key);
    switch (random.nextInt(4)) {
      case 0 -> assertArrayEquals(value, tree.get(key));
      case 1 -> assertEquals(value != null, tree.containsKey(key));
      case 2 -> {
        assertEquals(value != null, tree.get(keyBytes.clear().write(key), valueBytes.clear()));
        assertArrayEquals(value == null ? new byte[0] : value, TestBytes.toArray(valueBytes));
      }
      default -> {
        List<byte[]> some = new ArrayList<>(List.of(key));
        for (int i = 0; i < 3; i++) {
          some.add(keys.get(random.nextInt(keys.size())));
        }
        List<byte[]> values = tree.getAll(some);
        for (int i = 0; i < some.size(); i++) {
          assertArrayEquals(model.get(some.get(i)), values.get(i));
        }
      }
    }
  }

  /** Nobody changes its keys meanwhile, so a cursor shows all of them and nothing else of them. */
  private void scan() {
    boolean up = random.nextBoolean();
    NavigableMap<byte[], byte[]> wanted = up ? model : model.descendingMap();
    Iterator<Map.Entry<byte[], byte[]>> mine = wanted.entrySet().iterator();
    byte[] before = null;
    try (Cursor cursor =
        tree.cursor(KeyRange.between(keys.get(0), KeyRange.successor(keys.get(keys.size() - 1))))) {
      while (up ? cursor.next() : cursor.previous()) {
        byte[] key = cursor.key();
        byte[] value = cursor.value();
        if (before != null) {
          int order = Arrays.compareUnsigned(before, key);
          assertTrue(up ? order < 0 : order > 0, "out of order");
        }
        before = key;
        if (Stamp.of(key, value, pageSize).writer() == owner) {
          assertTrue(mine.hasNext(), () -> "should not be there: " + TestBytes.show(key));
          Map.Entry<byte[], byte[]> entry = mine.next();
          assertArrayEquals(entry.getKey(), key);
          assertArrayEquals(entry.getValue(), value);
        }
      }
    }
    assertFalse(mine.hasNext(), "some were not shown");
  }
}
