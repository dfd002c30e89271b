package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A tree beside a {@code TreeMap}: each step is done to both, and what they answer compared. */
final class ModelledTree {

  /** What steps do, in percent; the rest read. */
  enum Phase {
    GROW(75, 5),
    CHURN(40, 35),
    SHRINK(5, 75);

    private final int writes;
    private final int removals;

    Phase(int writes, int removals) {
      this.writes = writes;
      this.removals = removals;
    }
  }

  private static final int REMEMBERED_STEPS = 12;

  private final LatchStore store;
  private final LatchTree tree;
  private final StoreVariant variant;
  private final KeyShape shape;
  private final SplittableRandom random;
  private final List<byte[]> keys;
  private final NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
  private final Deque<String> lastSteps = new ArrayDeque<>();
  private final Bytes<?> keyBytes = Bytes.allocateElasticOnHeap();
  private final Bytes<?> valueBytes = Bytes.allocateElasticOnHeap();
  private long steps;

  ModelledTree(LatchStore store, StoreVariant variant, KeyShape shape, SplittableRandom random) {
    this.store = store;
    this.variant = variant;
    this.shape = shape;
    this.random = random;
    tree = store.tree(shape.name());
    keys = shape.keys(random, tree.maxKeyLength());
  }

  long steps() {
    return steps;
  }

  int size() {
    return model.size();
  }

  LatchTree tree() {
    return tree;
  }

  /** For messages. */
  @Override
  public String toString() {
    return "%s, step %d, %d entries; last steps:%n  %s"
        .formatted(
            shape, steps, model.size(), String.join(System.lineSeparator() + "  ", lastSteps));
  }

  private void note(String what, byte[] key) {
    lastSteps.addLast(what + " " + TestBytes.show(key));
    if (lastSteps.size() > REMEMBERED_STEPS) {
      lastSteps.removeFirst();
    }
  }

  void step(Phase phase) {
    byte[] key = keys.get(shape.choose(random, steps, keys.size()));
    steps++;
    int dice = random.nextInt(100);
    if (dice < phase.writes) {
      write(key);
    } else if (dice < phase.writes + phase.removals) {
      remove(key);
    } else {
      read(key);
    }
  }

  // ---- writing

  private byte[] value() {
    int inline = variant.maxInlineValue();
    int dice = random.nextInt(100);
    int length =
        dice < 50
            ? random.nextInt(60)
            : dice < 75
                ? random.nextInt(inline / 2, inline)
                : dice < 95
                    ? inline - 2 + random.nextInt(5)
                    : random.nextInt(3 * variant.pageSize());
    return TestBytes.random(random, length);
  }

  private void write(byte[] key) {
    byte[] value = value();
    byte[] before = model.get(key);
    int kind = random.nextInt(10);
    note("write, kind " + kind + ", " + value.length + " bytes, to", key);
    switch (kind) {
      case 0, 1, 2 -> {
        tree.put(key, value);
        model.put(key, value);
      }
      case 3 -> {
        tree.put(keyBytes.clear().write(key), valueBytes.clear().write(value));
        model.put(key, value);
      }
      case 4 -> {
        assertArrayEquals(before, tree.getAndPut(key, value));
        model.put(key, value);
      }
      case 5, 6 -> {
        assertArrayEquals(before, tree.putIfAbsent(key, value));
        model.putIfAbsent(key, value);
      }
      case 7 -> {
        assertEquals(before != null, tree.replace(key, value));
        model.replace(key, value);
      }
      case 8 -> compareAndSet(key, before, value);
      default -> batch(key, value);
    }
  }

  private void compareAndSet(byte[] key, byte @Nullable [] before, byte[] value) {
    if (before == null) {
      assertFalse(tree.compareAndSet(key, value, value));
      return;
    }
    assertFalse(tree.compareAndSet(key, almost(before), value));
    assertTrue(tree.compareAndSet(key, before, value));
    model.put(key, value);
  }

  /** One byte of it differs, or it has one more. */
  private byte[] almost(byte[] value) {
    if (value.length == 0) {
      return new byte[1];
    }
    byte[] other = value.clone();
    other[random.nextInt(other.length)]++;
    return other;
  }

  private void batch(byte[] key, byte[] value) {
    try (Batch batch = store.batch()) {
      batch.put(tree, key, value);
      model.put(key, value);
      for (int i = random.nextInt(8); i > 0; i--) {
        byte[] other = keys.get(random.nextInt(keys.size()));
        if (random.nextBoolean()) {
          byte[] small = TestBytes.random(random, random.nextInt(200));
          batch.put(tree, other, small);
          model.put(other, small);
        } else {
          batch.remove(tree, other);
          model.remove(other);
        }
      }
      batch.commit();
    }
  }

  // ---- removing

  private void remove(byte[] chosen) {
    byte[] there = model.ceilingKey(chosen);
    byte[] key = there == null || random.nextInt(10) == 0 ? chosen : there;
    byte[] before = model.get(key);
    int kind = random.nextInt(10);
    note("removal, kind " + kind + ", of", key);
    switch (kind) {
      case 0, 1, 2, 3 -> assertEquals(before != null, tree.remove(key));
      case 4 -> assertEquals(before != null, tree.remove(keyBytes.clear().write(key)));
      case 5, 6 -> assertArrayEquals(before, tree.getAndRemove(key));
      case 7, 8 -> {
        byte[] expected = before == null ? key : before;
        assertFalse(tree.compareAndRemove(key, almost(expected)));
        assertEquals(before != null, tree.compareAndRemove(key, expected));
      }
      default -> {
        KeyRange range = shortRange(key);
        NavigableMap<byte[], byte[]> part = part(range);
        assertEquals(part.size(), tree.removeRange(range));
        part.clear();
      }
    }
    model.remove(key);
  }

  /** Begins with a key and holds not many. */
  private KeyRange shortRange(byte[] key) {
    byte[] end = key;
    for (int i = random.nextInt(10); i >= 0 && end != null; i--) {
      end = model.higherKey(end);
    }
    return end == null
        ? KeyRange.between(key, KeyRange.successor(key))
        : KeyRange.between(key, end);
  }

  private NavigableMap<byte[], byte[]> part(KeyRange range) {
    byte[] high = range.high();
    return high == null
        ? model.tailMap(range.low(), true)
        : model.subMap(range.low(), true, high, false);
  }

  // ---- reading

  private void read(byte[] key) {
    int kind = random.nextInt(8);
    note("reading, kind " + kind + ", of", key);
    switch (kind) {
      case 0, 1 -> assertArrayEquals(model.get(key), tree.get(key));
      case 2 -> assertEquals(model.containsKey(key), tree.containsKey(key));
      case 3 -> {
        byte[] value = model.get(key);
        assertEquals(value != null, tree.get(keyBytes.clear().write(key), valueBytes.clear()));
        assertArrayEquals(value == null ? new byte[0] : value, TestBytes.toArray(valueBytes));
      }
      case 4 -> getAll(key);
      case 5 -> {
        KeyRange range = shortRange(key);
        assertEquals(part(range).size(), tree.count(range));
      }
      case 6 -> {
        assertEquals(entry(model.firstEntry()), tree.first());
        assertEquals(entry(model.lastEntry()), tree.last());
        assertEquals(model.isEmpty(), tree.isEmpty());
      }
      default -> walk(key);
    }
  }

  private static @Nullable Entry entry(Map.@Nullable Entry<byte[], byte[]> entry) {
    return entry == null ? null : new Entry(entry.getKey(), entry.getValue());
  }

  private void getAll(byte[] key) {
    List<byte[]> some = new ArrayList<>(List.of(key));
    for (int i = random.nextInt(6); i > 0; i--) {
      some.add(keys.get(random.nextInt(keys.size())));
    }
    List<byte[]> values = tree.getAll(some);
    assertEquals(some.size(), values.size());
    for (int i = 0; i < some.size(); i++) {
      assertArrayEquals(model.get(some.get(i)), values.get(i));
    }
  }

  /** Both ways, turning round now and then. */
  private void walk(byte[] key) {
    try (Cursor cursor = tree.cursor()) {
      boolean up = random.nextBoolean();
      Map.Entry<byte[], byte[]> at = up ? model.ceilingEntry(key) : model.floorEntry(key);
      boolean there = up ? cursor.seek(key) : cursor.seekBackward(key);
      for (int i = random.nextInt(25); i > 0 && at != null; i--) {
        assertTrue(there);
        assertEquals(entry(at), cursor.entry());
        up ^= random.nextInt(10) == 0;
        at = up ? model.higherEntry(at.getKey()) : model.lowerEntry(at.getKey());
        there = up ? cursor.next() : cursor.previous();
      }
      assertEquals(at != null, there);
    }
  }

  // ---- all of it

  /** One entry after the other. */
  void removeAll() {
    for (byte[] key : shape.order(keys, random)) {
      if (model.containsKey(key)) {
        note("last removal of", key);
        steps++;
        assertArrayEquals(model.remove(key), tree.getAndRemove(key));
      }
    }
  }

  void assertSame() {
    assertEquals(model.size(), tree.count());
    try (Cursor up = tree.cursor();
        Cursor down = tree.cursor()) {
      for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
        assertTrue(up.next());
        assertArrayEquals(entry.getKey(), up.key());
        assertArrayEquals(entry.getValue(), up.value());
      }
      assertFalse(up.next());
      for (byte[] key : model.descendingKeySet()) {
        assertTrue(down.previous());
        assertArrayEquals(key, down.key());
      }
      assertFalse(down.previous());
    }
    model.forEach((key, value) -> assertArrayEquals(value, tree.get(key)));
  }
}
