package dev.latchtree.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeCheck;
import dev.latchtree.node.NodeEditor;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of splits and merges between nodes whose prefixes differ, and of many parts. */
class ChangeOfTwoNodesTest {

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<MemoryRegion> memory = new ArrayList<>();

  ChangeOfTwoNodesTest() {
    System.out.println("ChangeOfTwoNodesTest: -Dlatchtree.seed=" + seed);
  }

  @AfterEach
  void free() {
    memory.forEach(MemoryRegion::close);
  }

  /** A page full of what was there before. */
  private long usedPage(int size) {
    MemoryRegion region = MemoryRegion.allocate(size);
    memory.add(region);
    byte[] noise = new byte[size];
    random.nextBytes(noise);
    Memory.copyIn(noise, 0, region.base(), size);
    return region.base();
  }

  private static void apply(int size, ChangeRecord record, long[] pages) {
    byte[] copy =
        Arrays.copyOf(record.bytes(), record.length()); // nothing behind the record counts
    ChangeApplier applier = new ChangeApplier(size);
    List<Integer> parts = new ArrayList<>();
    int part = ChangeApplier.firstPart();
    for (; part < copy.length; part = ChangeApplier.nextPart(copy, part)) {
      parts.add(part);
    }
    assertEquals(copy.length, part);
    for (int i = parts.size() - 1; i >= 0; i--) { // in any order: here the last comes first
      applier.apply(copy, parts.get(i), pages[(int) ChangeApplier.pageId(copy, parts.get(i))]);
    }
  }

  /** Keys, values and marks, in their order, for comparison. */
  private static List<String> cells(long page, int size) {
    assertEquals("", new NodeCheck(size).problem(page));
    List<String> cells = new ArrayList<>();
    byte[] key = new byte[NodeLayout.maxKeyLength(size)];
    for (int i = 0; i < Node.count(page, size); i++) {
      int length = Node.copyKey(page, size, i, key);
      int cell = Node.cell(page, size, i);
      byte[] value = new byte[Node.valueLength(page, size, cell)];
      Memory.copyOut(page + Node.valueStart(page, size, cell), value, 0, value.length);
      cells.add(
          Arrays.toString(Arrays.copyOf(key, length))
              + Arrays.toString(value)
              + Node.isChained(page, cell));
    }
    return cells;
  }

  private static byte[] fence(int length, int last) {
    byte[] fence = new byte[length];
    Arrays.fill(fence, (byte) 0x55);
    fence[length - 1] = (byte) last;
    return fence;
  }

  private void fill(
      int size, NodeEditor editor, long page, boolean inner, int length, int from, int to) {
    for (int last = from; last < to; last++) {
      byte[] key = fence(length, last);
      byte[] value = new byte[inner ? 8 : random.nextInt(30)];
      random.nextBytes(value);
      int found = Node.find(page, size, key, key.length);
      int another = size / 8; // the separator, which either half has besides its cells
      if (found < 0 && Node.hasRoom(page, editor.pageSize(), key.length, value.length + another)) {
        boolean chained = !inner && random.nextBoolean();
        editor.insert(page, -found - 1, key, key.length, value, 0, value.length, chained);
      }
    }
  }

  /** Nodes whose keys begin alike but for the last byte beside ones whose prefix is empty. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32, 64})
  void shouldSplitAndMergeNodesWithDifferentPrefixes(int kilobytes) {
    int size = kilobytes * 1024;
    NodeEditor editor = new NodeEditor(size);
    for (int round = 0; round < 60; round++) {
      boolean inner = round % 2 == 0;
      int length = 1 + random.nextInt(size / 8);
      byte[] low = random.nextBoolean() ? new byte[0] : fence(length, 1);
      byte[] high = fence(length, 100);
      boolean endless = random.nextBoolean();
      long[] pages = {0, usedPage(size), usedPage(size)};
      Range all = new Range(size).setAll().setLow(low, low.length);
      if (!endless) {
        all.setHigh(high, high.length);
      }
      long neighbour = endless ? NodeLayout.NO_PAGE : 77;
      ChangeRecord record = new ChangeRecord(size);
      record
          .begin(ChangeKind.CREATE_TREE)
          .createNode(1, 9, inner ? 3 : 0, all, neighbour, pages[2], 0, 0);
      apply(size, record, pages);
      if (inner) {
        editor.insertChild(pages[1], 0, low, low.length, 5);
      }
      boolean leftStaysEmpty = !inner && round % 3 == 0;
      boolean rightStaysEmpty = !inner && round % 4 == 1;
      fill(
          size,
          editor,
          pages[1],
          inner,
          length,
          leftStaysEmpty ? 50 : 2,
          rightStaysEmpty ? 50 : 90);
      List<String> before = cells(pages[1], size);
      int count = Node.count(pages[1], size);

      byte[] separator;
      int cut;
      if (inner) {
        if (count < 2) {
          continue;
        }
        cut = 1 + random.nextInt(count - 1);
        byte[] key = new byte[size / 8];
        separator = Arrays.copyOf(key, Node.copyKey(pages[1], size, cut, key));
        Node.copyKey(pages[1], size, cut, separator);
      } else {
        separator = fence(length, 50);
        int found = Node.find(pages[1], size, separator, separator.length);
        cut = found >= 0 ? found : -found - 1;
      }
      Range right = new Range(size).setFrom(pages[1]).setLow(separator, separator.length);
      record
          .begin(ChangeKind.SPLIT)
          .createNode(2, 9, inner ? 3 : 0, right, neighbour, pages[1], cut, count)
          .cut(1, cut, separator, separator.length, 2);
      apply(size, record, pages);
      assertEquals(before.subList(0, cut), cells(pages[1], size));
      assertEquals(before.subList(cut, count), cells(pages[2], size));
      assertEquals(2, Node.rightLink(pages[1]));
      assertEquals(neighbour, Node.rightLink(pages[2]));
      assertEquals(9, Node.treeId(pages[2]));
      assertEquals(inner ? 3 : 0, Node.level(pages[2]));

      record.begin(ChangeKind.MERGE).absorb(1, pages[2], new Range(size).setFrom(pages[2])).free(2);
      apply(size, record, pages);
      assertEquals(before, cells(pages[1], size));
      assertEquals(neighbour, Node.rightLink(pages[1]));
      assertEquals(endless, Node.isRightmost(pages[1]));
      byte[] found = new byte[size / 8];
      assertEquals(low.length, Node.copyLow(pages[1], size, found));
      assertArrayEquals(low, Arrays.copyOf(found, low.length));
    }
  }

  /** Rule T6: a batch is one record, of as many parts as it has changes. */
  @Test
  void shouldCountItsParts() {
    ChangeRecord record = new ChangeRecord(4096).begin(ChangeKind.REMOVE);
    for (int i = 1; i <= 300; i++) {
      record.removeCell(i, 0);
    }
    int parts = 0;
    for (int at = ChangeApplier.firstPart();
        at < record.length();
        at = ChangeApplier.nextPart(record.bytes(), at)) {
      parts++;
      assertEquals(parts, ChangeApplier.pageId(record.bytes(), at));
    }
    assertEquals(300, parts);
    assertEquals(record.length(), ChangeApplier.endOfParts(record.bytes()));
  }
}
