package dev.latchtree.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.spi.SplitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single nodes against a {@code TreeMap}, from a seed. */
class NodeModelTest {

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  NodeModelTest() {
    System.out.println("NodeModelTest: -Dlatchtree.seed=" + seed);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Few different bytes, so that keys share starts, and often equal heads. */
  private byte[] key(int most) {
    byte[] key = new byte[random.nextInt(most + 1)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt(256) : 0x7f + random.nextInt(3));
    }
    return key;
  }

  private byte[] keyWith(byte[] prefix, int most) {
    byte[] rest = key(most - prefix.length);
    byte[] key = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, key, prefix.length, rest.length);
    return key;
  }

  /** A range whose keys all begin with {@code prefix}. */
  private static Range rangeOf(byte[] prefix, int pageSize) {
    Range range = new Range(pageSize).setAll();
    if (prefix.length > 0) {
      byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
      end[prefix.length] = (byte) 0xff;
      range.setLow(prefix, prefix.length).setHigh(end, end.length);
    }
    return range;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldHoldWhatAMapHolds(int kilobytes) {
    int size = kilobytes * 1024;
    for (int round = 0; round < 40; round++) {
      byte[] prefix = round % 2 == 0 ? new byte[0] : bytes(1 + random.nextInt(20));
      int longestKey = round % 4 < 2 ? 12 : NodeLayout.maxKeyLength(size) - 1;
      int longestValue = 1 + random.nextInt(NodeLayout.maxInlineValue(size));
      TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
      try (NodePage node = new NodePage(size).format(0, rangeOf(prefix, size))) {
        for (int step = 0; step < 600; step++) {
          byte[] key = keyWith(prefix, Math.max(longestKey, prefix.length + 2));
          if (prefix.length > 0
              && key.length > prefix.length
              && key[prefix.length] == (byte) 0xff) {
            continue;
          }
          if (random.nextInt(3) > 0) {
            byte[] value = bytes(random.nextInt(longestValue + 1));
            if (node.put(key, value)) {
              model.put(key, value);
            }
          } else if (!model.isEmpty()) {
            byte[] near = model.ceilingKey(key);
            byte[] victim = near == null ? model.lastKey() : near;
            node.editor.remove(node.page, node.find(victim));
            model.remove(victim);
          }
          if (step % 50 == 0) {
            node.assertContent(model);
          }
        }
        node.assertContent(model);
        int free = Node.freeSpace(node.page, size);
        node.editor.compact(node.page);
        assertEquals(free, Node.contiguousSpace(node.page, size));
        node.assertContent(model);
      }
    }
  }

  /** Rule T7: whatever fills a leaf, a split makes room for the largest key and value. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldAlwaysFindASplitPointOnLeaves(int kilobytes) {
    int size = kilobytes * 1024;
    int longest = NodeLayout.maxKeyLength(size);
    int inline = NodeLayout.maxInlineValue(size);
    for (int round = 0; round < 150; round++) {
      TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
      boolean large = round % 3 > 0;
      try (NodePage left = new NodePage(size);
          NodePage right = new NodePage(size)) {
        Range range = new Range(size).setAll();
        if (round % 2 == 0) {
          range.setLow(new byte[] {0x10}, 1).setHigh(edge(longest), longest);
        }
        left.format(0, range);
        while (true) {
          byte[] key = bytes(large ? longest : 1 + random.nextInt(longest));
          key[0] = (byte) (0x20 + random.nextInt(0x40));
          byte[] value =
              bytes(random.nextInt(4) > 0 && large ? inline : random.nextInt(inline + 1));
          if (!left.put(key, value)) {
            if (left.find(key) >= 0) {
              continue;
            }
            splitAndInsert(left, right, key, value, model);
            break;
          }
          model.put(key, value);
        }
      }
    }
  }

  /**
   * The exact border of rule T7: a full leaf with the longest low fence, keys that only their last
   * byte tells apart, and the new cell in the middle of them. Four bytes more, and no cut has room.
   */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldFindASplitPointForTheLargestCellAndNoLarger(int kilobytes) {
    int size = kilobytes * 1024;
    int longest = NodeLayout.maxKeyLength(size);
    int cell = NodeLayout.CELL_OVERHEAD + longest;
    byte[] low = edge(longest);
    try (NodePage leaf = new NodePage(size)) {
      leaf.format(0, new Range(size).setAll().setLow(low, longest));
      int room = Node.freeSpace(leaf.page, size);
      int left = (size - NodeLayout.FENCES) / 2 - longest;
      putTwo(leaf, 1, left - 2 * cell);
      putTwo(leaf, 5, room - left - 2 * cell);
      assertTrue(Node.freeSpace(leaf.page, size) <= 1);
      byte[] key = ending(low, 3);
      int value = NodeLayout.maxInlineValue(size);
      SplitPoint point = new SplitPoint(size);
      point.choose(leaf.page, 2, key, longest, value, SplitPolicy.MIDDLE);
      assertEquals(2, point.firstRight());
      assertThrows(
          IllegalStateException.class,
          () -> point.choose(leaf.page, 2, key, longest, value + 4, SplitPolicy.MIDDLE));
    }
  }

  /** Two cells with the longest keys, which end in {@code last} and the next byte. */
  private void putTwo(NodePage leaf, int last, int bytesOfValues) {
    byte[] low = edge(leaf.size / 8);
    int half = bytesOfValues / 2;
    assertTrue(leaf.put(ending(low, last), bytes(half)));
    assertTrue(leaf.put(ending(low, last + 1), bytes(bytesOfValues - half)));
  }

  private static byte[] ending(byte[] start, int last) {
    byte[] key = start.clone();
    key[key.length - 1] = (byte) (0xee + last);
    return key;
  }

  private static byte[] edge(int length) {
    byte[] key = new byte[length];
    Arrays.fill(key, (byte) 0xee);
    return key;
  }

  private void splitAndInsert(
      NodePage left, NodePage right, byte[] key, byte[] value, NavigableMap<byte[], byte[]> model) {
    SplitPolicy policy = random.nextBoolean() ? SplitPolicy.MIDDLE : SplitPolicy.RIGHT_EDGE;
    SplitPoint point = new SplitPoint(left.size);
    int index = -left.find(key) - 1;
    point.choose(left.page, index, key, key.length, value.length, policy);
    byte[] separator = Arrays.copyOf(point.separator(), point.separatorLength());
    Range rightRange = new Range(left.size).setFrom(left.page).setLow(separator, separator.length);
    right.format(0, rightRange);
    left.editor.appendCells(left.page, point.firstRight(), left.count(), right.page);
    left.editor.removeFrom(left.page, point.firstRight());
    Range leftRange =
        new Range(left.size).setLowFrom(left.page).setHigh(separator, separator.length);
    left.editor.setRange(left.page, leftRange);
    assertTrue((point.isNewCellLeft() ? left : right).put(key, value), "room after the split");
    assertEquals(
        point.isNewCellLeft(), Arrays.compareUnsigned(key, separator) < 0, "side of the new cell");
    model.put(key, value);
    left.assertContent(model.headMap(separator));
    right.assertContent(model.tailMap(separator));
    assertTrue(left.count() > 0 && right.count() > 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64})
  void shouldAlwaysFindASplitPointAbove(int kilobytes) {
    int size = kilobytes * 1024;
    int longest = NodeLayout.maxKeyLength(size);
    for (int round = 0; round < 100; round++) {
      boolean large = round % 2 == 0;
      List<byte[]> keys = new ArrayList<>();
      try (NodePage left = new NodePage(size);
          NodePage right = new NodePage(size)) {
        left.format(1, new Range(size).setAll());
        left.editor.insertChild(left.page, 0, new byte[0], 0, 1);
        while (true) {
          byte[] key = bytes(large ? longest : 1 + random.nextInt(longest));
          int found = left.find(key);
          if (found >= 0) {
            continue;
          }
          if (!Node.hasRoom(left.page, left.editor.pageSize(), key.length, Long.BYTES)) {
            SplitPoint point = new SplitPoint(size);
            point.choose(
                left.page, -found - 1, key, key.length, Long.BYTES, SplitPolicy.RIGHT_EDGE);
            int cut = point.firstRight();
            byte[] separator = Arrays.copyOf(point.separator(), point.separatorLength());
            assertArrayEquals(separator, left.key(cut), "a key that is there");
            right.format(1, new Range(size).setAll().setLow(separator, separator.length));
            left.editor.appendCells(left.page, cut, left.count(), right.page);
            left.editor.removeFrom(left.page, cut);
            left.editor.setRange(
                left.page, new Range(size).setAll().setHigh(separator, separator.length));
            NodePage side = point.isNewCellLeft() ? left : right;
            int place = side.find(key);
            assertTrue(place < 0);
            assertTrue(Node.hasRoom(side.page, side.editor.pageSize(), key.length, Long.BYTES));
            side.editor.insertChild(side.page, -place - 1, key, key.length, 99);
            left.assertSound();
            right.assertSound();
            assertEquals(99, Node.child(side.page, size, -place - 1));
            break;
          }
          left.editor.insertChild(left.page, -found - 1, key, key.length, keys.size() + 2L);
          keys.add(key);
        }
      }
    }
  }

  /** What a reader without a latch may meet: any bytes at all. */
  @ParameterizedTest
  @ValueSource(ints = {4, 64})
  void shouldStayWithinAPageOfAnyBytes(int kilobytes) {
    int size = kilobytes * 1024;
    byte[] target = new byte[NodeLayout.maxKeyLength(size)];
    try (NodePage node = new NodePage(size)) {
      for (int round = 0; round < 2000; round++) {
        byte[] noise = bytes(size);
        if (round % 2 == 0) { // more often plausible lengths
          noise[NodeLayout.COUNT + 1] &= 3;
          noise[NodeLayout.LOW_LENGTH + 1] &= 1;
          noise[NodeLayout.HIGH_LENGTH + 1] &= 1;
          noise[NodeLayout.PREFIX + 1] = 0;
        }
        Memory.copyIn(noise, 0, node.page, size);
        byte[] key = key(20);
        int found = Node.find(node.page, size, key, key.length);
        int count = node.count();
        assertTrue((found >= 0 ? found : -found - 1) <= count);
        assertTrue(Node.slotsEnd(node.page, size) <= size);
        int child = Node.childIndex(node.page, size, key, key.length);
        Node.child(node.page, size, child);
        for (int i = 0; i < Math.min(count, 50); i++) {
          int cell = Node.cell(node.page, size, i);
          int value = Node.valueStart(node.page, size, cell);
          assertTrue(cell >= 0 && value <= size);
          assertTrue(value + Node.valueLength(node.page, size, cell) <= size);
          assertTrue(Node.copyKey(node.page, size, i, target) <= target.length);
          assertTrue(cell + Node.cellSize(node.page, size, cell) <= size);
          assertTrue(Node.copyValue(node.page, size, cell, target) <= size - cell);
        }
        assertFalse(new NodeCheck(size).problem(node.page).isEmpty());
      }
    }
  }

  @Test
  void shouldOrderKeysAsUnsignedBytes() {
    byte[][] keys = {{}, {0}, {0, 0}, {0, 0, 0, 0, 0}, {1}, {(byte) 0x80}, {(byte) 0xff}};
    try (NodePage node = new NodePage(4096).format(0, new Range(4096).setAll())) {
      for (int i = keys.length - 1; i >= 0; i--) {
        assertTrue(node.put(keys[i], new byte[i]));
      }
      for (int i = 0; i < keys.length; i++) {
        assertArrayEquals(keys[i], node.key(i));
        assertEquals(i, node.value(i).length);
      }
      node.assertSound();
    }
  }

  @Test
  void shouldTruncateSeparators() {
    byte[] a = "lemon".getBytes(UTF_8);
    byte[] b = "lemur".getBytes(UTF_8);
    assertEquals(4, Keys.separatorLength(a, a.length, b, b.length));
    assertEquals(1, Keys.separatorLength(new byte[0], 0, b, b.length));
    assertEquals(5, Keys.separatorLength(a, 4, a, 5));
  }
}
