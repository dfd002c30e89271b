package dev.latchtree.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.spi.SplitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes at the limits that their layout names, from a seed. */
class NodeLimitsTest {

  /** Pages split of each size. */
  private static final int ROUNDS = Boolean.getBoolean("latchtree.soak") ? 4_000 : 150;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  NodeLimitsTest() {
    System.out.println("NodeLimitsTest: -Dlatchtree.seed=" + seed);
  }

  /** A value, and whether it stands for a chain. */
  private static final class Marked {
    private final byte[] bytes;
    private final boolean chained;

    Marked(byte[] bytes, boolean chained) {
      this.bytes = bytes;
      this.chained = chained;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean chained() {
      return chained;
    }
  }

  private static NavigableMap<byte[], Marked> newModel() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private int oneOf(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static byte[] join(byte[] start, byte[] end) {
    byte[] joined = Arrays.copyOf(start, start.length + end.length);
    System.arraycopy(end, 0, joined, start.length, end.length);
    return joined;
  }

  /**
   * Of two different bytes only, so many begin others, and heads filled up with zeros are equal.
   */
  private byte[] poorKey(byte[] prefix, int longest) {
    int room = longest - prefix.length;
    int length = random.nextInt(8) == 0 ? room : random.nextInt(Math.min(room, 9) + 1);
    byte[] rest = new byte[length];
    for (int i = 0; i < length && i < 9; i++) {
      rest[i] = (byte) (random.nextInt(4) == 0 ? 1 : 0);
    }
    return join(prefix, rest);
  }

  private static Range range(int size, byte[] low, byte[] high) {
    Range range = new Range(size).setAll().setLow(low, low.length);
    return high.length == 0 ? range : range.setHigh(high, high.length);
  }

  private static byte[] above(byte[] prefix) {
    return prefix.length == 0 ? prefix : join(prefix, new byte[] {2});
  }

  private static void put(NodePage node, byte[] key, Marked value) {
    int found = node.find(key);
    if (found >= 0) {
      node.editor.setValue(
          node.page, found, value.bytes(), 0, value.bytes().length, value.chained());
    } else {
      node.editor.insert(
          node.page,
          -found - 1,
          key,
          key.length,
          value.bytes(),
          0,
          value.bytes().length,
          value.chained());
    }
  }

  private static boolean hasRoom(NodePage node, byte[] key, int valueLength) {
    int found = node.find(key);
    return found >= 0
        ? Node.hasRoomForValue(node.page, node.editor.pageSize(), found, valueLength)
        : Node.hasRoom(node.page, node.editor.pageSize(), key.length, valueLength);
  }

  private static void assertHolds(NavigableMap<byte[], Marked> model, NodePage node) {
    node.assertSound();
    assertEquals(model.size(), node.count());
    int i = 0;
    for (var entry : model.entrySet()) {
      assertArrayEquals(entry.getKey(), node.key(i));
      assertArrayEquals(entry.getValue().bytes(), node.value(i));
      int cell = Node.cell(node.page, node.size, i);
      assertEquals(entry.getValue().chained(), Node.isChained(node.page, cell));
      i++;
    }
  }

  /** Fills up all that is free, then grows, shrinks, marks and removes: sound after every call. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldKeepTheAccountOfAFullPage(int kilobytes) {
    int size = kilobytes * 1024;
    int inline = NodeLayout.maxInlineValue(size);
    for (int round = 0; round < 12; round++) {
      byte[] prefix = new byte[oneOf(0, 1, 5, size / 8 - 12)];
      NavigableMap<byte[], Marked> model = newModel();
      try (NodePage node = new NodePage(size).format(0, range(size, prefix, above(prefix)))) {
        for (int step = 0; step < 400; step++) {
          byte[] key = poorKey(prefix, size / 8);
          int length = oneOf(0, 1, 8, inline, random.nextInt(inline + 1));
          int free = Node.freeSpace(node.page, size);
          int found = node.find(key);
          if (found >= 0 && random.nextInt(3) == 0) { // exactly all that is free
            int now = node.value(found).length;
            length = Math.min(inline, now + free);
          }
          if (hasRoom(node, key, length)) {
            Marked value = new Marked(bytes(length), random.nextInt(4) == 0);
            put(node, key, value);
            model.put(key, value);
          } else if (!model.isEmpty()) {
            int victim = random.nextInt(node.count());
            model.remove(node.key(victim));
            node.editor.remove(node.page, victim);
          }
          node.assertSound();
          if (step % 40 == 0) {
            assertHolds(model, node);
          }
        }
        assertHolds(model, node);
      }
    }
  }

  /** Searches for keys that are there, that are not, at the fences and outside of them. */
  @ParameterizedTest
  @ValueSource(ints = {4, 64})
  void shouldFindWhatAMapFinds(int kilobytes) {
    int size = kilobytes * 1024;
    for (int round = 0; round < 30; round++) {
      byte[] prefix = new byte[oneOf(0, 3, 4, size / 8 - 3)];
      byte[] high = above(prefix);
      boolean inner = round % 2 == 0;
      NavigableMap<byte[], Marked> model = newModel();
      try (NodePage node = new NodePage(size).format(inner ? 1 : 0, range(size, prefix, high))) {
        if (inner) {
          node.editor.insertChild(node.page, 0, prefix, prefix.length, 5);
          model.put(prefix, new Marked(node.value(0), false));
        }
        for (int i = 0; i < 60; i++) {
          byte[] key = poorKey(prefix, size / 8);
          int length = inner ? 8 : 0;
          if (node.find(key) < 0 && hasRoom(node, key, length)) {
            Marked value = new Marked(bytes(length), false);
            put(node, key, value);
            model.put(key, value);
          }
        }
        assertHolds(model, node);
        List<byte[]> ordered = new ArrayList<>(model.keySet());
        for (int i = 0; i < 300; i++) {
          byte[] key = i == 0 ? prefix : poorKey(prefix, size / 8);
          int smaller = model.headMap(key, false).size();
          int expected = model.containsKey(key) ? smaller : -(smaller + 1);
          assertEquals(expected, node.find(key));
          if (inner) {
            assertEquals(
                ordered.indexOf(model.floorKey(key)),
                Node.childIndex(node.page, size, key, key.length));
          }
        }
        for (byte[] key : new byte[][] {{}, prefix, high, {0}, {1}, {(byte) 0xff}}) {
          assertEquals(
              Arrays.compareUnsigned(prefix, key) <= 0,
              Node.startsBefore(node.page, size, key, key.length));
          assertEquals(
              high.length == 0 || Arrays.compareUnsigned(key, high) < 0,
              Node.endsBehind(node.page, size, key, key.length));
          int found = node.find(key); // outside of the fences: any answer, but within bounds
          assertTrue((found >= 0 ? found : -found - 1) <= node.count());
        }
      }
    }
  }

  /** Prefixes become longer and shorter; too short, and nothing is changed. */
  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64})
  void shouldKeepItsCellsInAnyRangeThatHoldsThem(int kilobytes) {
    int size = kilobytes * 1024;
    int refused = 0;
    for (int round = 0; round < ROUNDS / 5; round++) {
      byte[] prefix = new byte[size / 8 - 12];
      NavigableMap<byte[], Marked> model = newModel();
      try (NodePage node = new NodePage(size).format(0, range(size, prefix, above(prefix)));
          NodePage other = new NodePage(size)) {
        int most = random.nextInt(1, 60);
        for (int i = 0; i < most; i++) {
          byte[] key = poorKey(prefix, size / 8);
          Marked value = new Marked(bytes(random.nextInt(20)), random.nextBoolean());
          if (hasRoom(node, key, value.bytes().length)) {
            put(node, key, value);
            model.put(key, value);
          }
        }
        for (int i = 0; i < 20; i++) {
          byte[] start = Arrays.copyOf(prefix, oneOf(0, 1, 3, 4, 5, prefix.length));
          byte[] low = random.nextBoolean() ? start : Arrays.copyOf(prefix, prefix.length);
          Range range = range(size, low, above(start));
          byte[] before = new byte[size];
          Memory.copyOut(node.page, before, 0, size);
          try {
            node.editor.setRange(node.page, range);
          } catch (IllegalStateException noRoom) {
            refused++;
            byte[] after = new byte[size];
            Memory.copyOut(node.page, after, 0, size);
            assertArrayEquals(before, after);
          }
          assertHolds(model, node);
          // The same through another node, whose prefix differs from this one's.
          other.format(0, range(size, prefix, above(prefix)));
          int cut = random.nextInt(node.count() + 1);
          node.editor.appendCells(node.page, 0, cut, other.page);
          other.assertSound();
          node.editor.appendCells(node.page, cut, node.count(), other.page);
          assertHolds(model, other);
          node.editor.removeFrom(node.page, node.count());
          assertHolds(model, node);
          node.editor.removeFrom(node.page, 0);
          assertHolds(newModel(), node);
          node.editor.appendCells(other.page, 0, other.count(), node.page);
          assertHolds(model, node);
        }
      }
    }
    assertTrue(refused > 0, "no range was refused");
  }

  // ---------------------------------------------------------------- splits

  private static final SplitPolicy[] POLICIES = {
    SplitPolicy.MIDDLE,
    SplitPolicy.RIGHT_EDGE,
    (atEnd, rightmost) -> 0,
    (atEnd, rightmost) -> 1,
    (atEnd, rightmost) -> -7,
    (atEnd, rightmost) -> 7,
    (atEnd, rightmost) -> Double.NaN
  };

  /** Number {@code i} of ordered keys; neighbours of the longest differ in their last byte only. */
  private static byte[] numbered(int i, int length) {
    byte[] key = new byte[length];
    int group = i / 4;
    key[0] = (byte) 0x80;
    key[1] = (byte) (group >> 8);
    key[2] = (byte) group;
    key[length - 1] = length == 4 ? (byte) (i % 4 + 1) : (byte) (2 * (i % 4) + 1);
    return key;
  }

  private byte[] anyKey(int mode, int longest) {
    int i = random.nextInt(mode == 0 ? 40 : 20_000);
    return numbered(i, mode == 2 && random.nextInt(4) > 0 ? 4 : longest);
  }

  private Range anyRange(int size) {
    int longest = NodeLayout.maxKeyLength(size);
    byte[] low = new byte[oneOf(0, 1, longest)];
    Arrays.fill(low, (byte) 0x7f);
    byte[] high = new byte[oneOf(0, 1, longest)];
    Arrays.fill(high, (byte) 0xa0);
    return range(size, low, high);
  }

  private void splitAndPut(NodePage left, NodePage right, byte[] key, Marked value) {
    int size = left.size;
    int level = Node.level(left.page);
    NavigableMap<byte[], Marked> model = newModel();
    for (int i = 0; i < left.count(); i++) {
      boolean chained = Node.isChained(left.page, Node.cell(left.page, size, i));
      model.put(left.key(i), new Marked(left.value(i), chained));
    }
    SplitPoint point = new SplitPoint(size);
    point.choose(
        left.page,
        -left.find(key) - 1,
        key,
        key.length,
        value.bytes().length,
        POLICIES[random.nextInt(POLICIES.length)]);
    int cut = point.firstRight();
    byte[] separator = Arrays.copyOf(point.separator(), point.separatorLength());
    right.format(level, new Range(size).setFrom(left.page).setLow(separator, separator.length));
    right.editor.appendCells(left.page, cut, left.count(), right.page);
    left.editor.removeFrom(left.page, cut);
    left.editor.setRange(
        left.page, new Range(size).setLowFrom(left.page).setHigh(separator, separator.length));
    left.assertSound();
    right.assertSound();
    put(point.isNewCellLeft() ? left : right, key, value);
    model.put(key, value);
    assertHolds(newCopy(model.headMap(separator, false)), left);
    assertHolds(newCopy(model.tailMap(separator, true)), right);
    assertTrue(left.count() > 0 && right.count() > 0);
  }

  private static NavigableMap<byte[], Marked> newCopy(NavigableMap<byte[], Marked> map) {
    NavigableMap<byte[], Marked> copy = newModel();
    copy.putAll(map);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldSplitAnyFullLeaf(int kilobytes) {
    int size = kilobytes * 1024;
    int longest = NodeLayout.maxKeyLength(size);
    int inline = NodeLayout.maxInlineValue(size);
    for (int round = 0; round < ROUNDS; round++) {
      int mode = round % 3;
      boolean mixed = random.nextBoolean();
      try (NodePage left = new NodePage(size);
          NodePage right = new NodePage(size)) {
        left.format(0, anyRange(size));
        while (true) {
          byte[] key = anyKey(mode, longest);
          int length = mixed ? oneOf(0, 1, inline, random.nextInt(inline + 1)) : inline;
          if (left.find(key) >= 0) {
            continue;
          }
          if (hasRoom(left, key, length)) {
            put(left, key, new Marked(bytes(length), random.nextBoolean()));
            continue;
          }
          for (int i = 0; i < left.count() && random.nextInt(4) > 0; i++) { // use up what is left
            int now = left.value(i).length;
            int grown = Math.min(inline, now + Node.freeSpace(left.page, size));
            left.editor.setValue(left.page, i, bytes(grown), 0, grown, false);
            left.assertSound();
          }
          splitAndPut(left, right, key, new Marked(bytes(length), false));
          break;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldSplitAnyFullInnerNode(int kilobytes) {
    int size = kilobytes * 1024;
    int longest = NodeLayout.maxKeyLength(size);
    for (int round = 0; round < ROUNDS; round++) {
      int mode = round % 3;
      try (NodePage left = new NodePage(size);
          NodePage right = new NodePage(size)) {
        Range range = anyRange(size);
        left.format(1, range);
        left.editor.insertChild(left.page, 0, range.low(), range.lowLength(), 3);
        while (true) {
          byte[] key = anyKey(mode, longest);
          int found = left.find(key);
          if (found < 0 && hasRoom(left, key, Long.BYTES)) {
            left.editor.insertChild(left.page, -found - 1, key, key.length, 4);
          } else if (found < 0) {
            splitAndPut(left, right, key, new Marked(bytes(Long.BYTES), false));
            break;
          }
        }
      }
    }
  }

  // ---------------------------------------------------------------- any bytes

  /** All that can be read from a page, in a row. */
  private static List<Object> readAll(long page, int size, byte[][] keys) {
    List<Object> answers = new ArrayList<>();
    byte[] target = new byte[NodeLayout.maxKeyLength(size)];
    for (byte[] key : keys) {
      answers.add(Node.find(page, size, key, key.length));
      answers.add(Node.startsBefore(page, size, key, key.length));
      answers.add(Node.endsBehind(page, size, key, key.length));
      int child = Node.childIndex(page, size, key, key.length);
      answers.add(Node.child(page, size, child));
    }
    answers.add(Node.copyLow(page, size, target));
    answers.add(Arrays.hashCode(target));
    answers.add(Node.copyHigh(page, size, target));
    answers.add(Arrays.hashCode(target));
    Node.copyPrefix(page, size, target, 0);
    answers.add(Arrays.hashCode(target));
    int count = Node.count(page, size);
    answers.add(count);
    for (int i = 0; i <= count; i += Math.max(1, count / 40)) {
      answers.add(Node.copyKey(page, size, i, target));
      answers.add(Arrays.hashCode(target));
      answers.add(Node.child(page, size, i));
      int cell = Node.cell(page, size, i);
      answers.add(Node.isChained(page, cell));
      answers.add(Node.cellSize(page, size, cell));
      byte[] value = new byte[Node.valueLength(page, size, cell)];
      Memory.copyOut(page + Node.valueStart(page, size, cell), value, 0, value.length);
      answers.add(Arrays.hashCode(value));
    }
    answers.add(new NodeCheck(size).problem(page));
    return answers;
  }

  /** What lies around a page has no say in what is read from it. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldReadNothingOutsideOfAPageOfAnyBytes(int kilobytes) {
    int size = kilobytes * 1024;
    byte[] ones = new byte[size];
    Arrays.fill(ones, (byte) 0xff);
    byte[][] keys = {{}, {0}, bytes(4), bytes(20), bytes(size / 8), new byte[size / 8], {-1, -1}};
    try (MemoryRegion region = MemoryRegion.allocate(3L * size)) {
      long page = region.base() + size;
      for (int round = 0; round < 1000; round++) {
        byte[] noise = bytes(size);
        if (round % 4 == 1) {
          Arrays.fill(noise, (byte) 0xff);
        } else if (round % 4 == 2) { // all cells at the page's end
          for (int i = NodeLayout.FENCES; i + 1 < size; i += 2) {
            int place = size - 1 - random.nextInt(12);
            noise[i] = (byte) place;
            noise[i + 1] = (byte) (place >> 8);
          }
        }
        for (int field = NodeLayout.COUNT; field < NodeLayout.GARBAGE; field += 2) {
          int extreme = oneOf(-1, 0, 1, size / 8, size / 8 + 1, size / 6, size - 1, 0x8000, 0x7fff);
          if (random.nextBoolean()) {
            noise[field] = (byte) extreme;
            noise[field + 1] = (byte) (extreme >> 8);
          }
        }
        noise[NodeLayout.KIND] = NodeLayout.KIND_NODE;
        Memory.copyIn(noise, 0, page, size);
        Memory.zero(region.base(), size);
        Memory.zero(page + size, size);
        List<Object> amongZeros = readAll(page, size, keys);
        Memory.copyIn(ones, 0, region.base(), size);
        Memory.copyIn(ones, 0, page + size, size);
        assertEquals(amongZeros, readAll(page, size, keys));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 64})
  void shouldRefuseACellWithoutRoomAndChangeNothing(int kilobytes) {
    int size = kilobytes * 1024;
    try (NodePage node = new NodePage(size).format(0, new Range(size).setAll())) {
      byte[] key = new byte[size / 8];
      int most = Node.freeSpace(node.page, size) - NodeLayout.CELL_OVERHEAD - key.length;
      int length = Math.min(most, NodeLayout.CHAINED - 1);
      put(node, key, new Marked(bytes(length), false));
      byte[] large = bytes(NodeLayout.CHAINED - 1);
      int free = Node.freeSpace(node.page, size);
      if (free < large.length) {
        assertThrows(
            IllegalStateException.class,
            () -> node.editor.insert(node.page, 1, large, 1, large, 0, large.length, false));
      }
      assertEquals(free, Node.freeSpace(node.page, size));
      node.assertSound();
    }
  }
}
