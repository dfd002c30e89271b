package dev.latchtree.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeCheck;
import dev.latchtree.node.NodeEditor;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.Range;
import dev.latchtree.node.SplitPoint;
import dev.latchtree.spi.SplitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records say all that a change does: a replica that sees nothing else has the same pages. */
class ChangeRecordTest {

  private static final long LEFT = 1;
  private static final long RIGHT = 2;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<MemoryRegion> memory = new ArrayList<>();

  ChangeRecordTest() {
    System.out.println("ChangeRecordTest: -Dlatchtree.seed=" + seed);
  }

  @AfterEach
  void free() {
    memory.forEach(MemoryRegion::close);
  }

  /** Some pages by id, and what applies records to them. */
  private final class Pages {
    final int size;
    final long[] pages = new long[3];
    final ChangeApplier applier;

    Pages(int size) {
      this.size = size;
      applier = new ChangeApplier(size);
      for (int id = 1; id < pages.length; id++) {
        MemoryRegion region = MemoryRegion.allocate(size);
        memory.add(region);
        pages[id] = region.base();
        Memory.zero(region.base(), size);
      }
    }

    long page(long id) {
      return pages[(int) id];
    }

    /** Returns how many parts there were. */
    int apply(byte[] record, int length) {
      int parts = 0;
      for (int part = ChangeApplier.firstPart();
          part < length;
          part = ChangeApplier.nextPart(record, part)) {
        if (!ChangeApplier.frees(record, part)) {
          applier.apply(record, part, page(ChangeApplier.pageId(record, part)));
        }
        parts++;
      }
      return parts;
    }

    byte[] bytes(long id) {
      byte[] bytes = new byte[size];
      Memory.copyOut(page(id), bytes, 0, size);
      return bytes;
    }

    NavigableMap<byte[], byte[]> content(long id) {
      assertEquals("", new NodeCheck(size).problem(page(id)));
      NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
      byte[] key = new byte[NodeLayout.maxKeyLength(size)];
      for (int i = 0; i < Node.count(page(id), size); i++) {
        int length = Node.copyKey(page(id), size, i, key);
        int cell = Node.cell(page(id), size, i);
        byte[] value = new byte[Node.valueLength(page(id), size, cell)];
        Memory.copyOut(page(id) + Node.valueStart(page(id), size, cell), value, 0, value.length);
        content.put(Arrays.copyOf(key, length), value);
      }
      return content;
    }
  }

  private static void assertSame(Map<byte[], byte[]> expected, Map<byte[], byte[]> found) {
    assertEquals(expected.size(), found.size());
    expected.forEach((key, value) -> assertArrayEquals(value, found.get(key)));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] key(int most) {
    byte[] key = bytes(1 + random.nextInt(most));
    key[0] = (byte) (0x20 + random.nextInt(4)); // common starts, so that halves have prefixes
    return key;
  }

  /** Inserts, updates and removes until a cell has no room; returns its key and value. */
  private byte[][] fill(
      Pages pages, Pages replica, ChangeRecord record, Map<byte[], byte[]> model) {
    long page = pages.page(LEFT);
    int size = pages.size;
    NodeEditor editor = new NodeEditor(size);
    // with keys of one or two bytes there are too few of them to fill a page, ever
    int longest = 4 + random.nextInt(NodeLayout.maxKeyLength(size) - 3);
    while (true) {
      byte[] key = key(longest);
      byte[] value = bytes(random.nextInt(random.nextInt(20) == 0 ? 500 : 60));
      int found = Node.find(page, size, key, key.length);
      if (found >= 0 && random.nextBoolean()) {
        record.begin(ChangeKind.REMOVE).removeCell(LEFT, found);
        model.remove(key);
      } else if (found >= 0 && Node.hasRoomForValue(page, editor.pageSize(), found, value.length)) {
        record
            .begin(ChangeKind.UPDATE)
            .setValue(LEFT, found, value, 0, value.length, random.nextBoolean());
        model.put(key, value);
      } else if (found < 0 && Node.hasRoom(page, editor.pageSize(), key.length, value.length)) {
        record
            .begin(ChangeKind.INSERT)
            .insertCell(LEFT, -found - 1, key, key.length, value, 0, value.length, false);
        model.put(key, value);
      } else if (found < 0) {
        return new byte[][] {key, value};
      } else {
        continue;
      }
      assertEquals(1, pages.apply(record.bytes(), record.length()));
      replica.apply(record.bytes(), record.length());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64})
  void shouldMakeTheSamePagesOfTheSameRecords(int kilobytes) {
    int size = kilobytes * 1024;
    for (int round = 0; round < 30; round++) {
      Pages pages = new Pages(size);
      Pages replica = new Pages(size);
      ChangeRecord record = new ChangeRecord(size);
      Range all = new Range(size).setAll();
      record.begin(ChangeKind.CREATE_TREE).createNode(LEFT, 7, 0, all, 0, pages.page(RIGHT), 0, 0);
      pages.apply(record.bytes(), record.length());
      replica.apply(record.bytes(), record.length());
      NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
      byte[][] last = fill(pages, replica, record, model);

      SplitPoint point = new SplitPoint(size);
      int index = -Node.find(pages.page(LEFT), size, last[0], last[0].length) - 1;
      point.choose(
          pages.page(LEFT), index, last[0], last[0].length, last[1].length, SplitPolicy.MIDDLE);
      byte[] separator = Arrays.copyOf(point.separator(), point.separatorLength());
      Range right = new Range(size).setFrom(pages.page(LEFT)).setLow(separator, separator.length);
      record
          .begin(ChangeKind.SPLIT)
          .createNode(
              RIGHT,
              7,
              0,
              right,
              Node.rightLink(pages.page(LEFT)),
              pages.page(LEFT),
              point.firstRight(),
              Node.count(pages.page(LEFT), size))
          .cut(LEFT, point.firstRight(), separator, separator.length, RIGHT);
      assertEquals(2, pages.apply(record.bytes(), record.length()));
      replica.apply(record.bytes(), record.length());
      assertSame(model.headMap(separator), pages.content(LEFT));
      assertSame(model.tailMap(separator), pages.content(RIGHT));
      assertEquals(RIGHT, Node.rightLink(pages.page(LEFT)));
      assertFalse(Node.isRightmost(pages.page(LEFT)));
      assertTrue(Node.isRightmost(pages.page(RIGHT)));

      record
          .begin(ChangeKind.MERGE)
          .absorb(LEFT, pages.page(RIGHT), new Range(size).setFrom(pages.page(RIGHT)))
          .free(RIGHT);
      assertEquals(2, pages.apply(record.bytes(), record.length()));
      replica.apply(record.bytes(), record.length());
      assertSame(model, pages.content(LEFT));
      assertEquals(NodeLayout.NO_PAGE, Node.rightLink(pages.page(LEFT)));
      assertTrue(Node.isRightmost(pages.page(LEFT)));
      for (long id : new long[] {LEFT, RIGHT}) {
        assertSame(pages.content(id), replica.content(id));
      }
      assertArrayEquals(pages.bytes(LEFT), replica.bytes(LEFT));
    }
  }

  @Test
  void shouldRefuseActionsThatItDoesNotKnow() {
    Pages pages = new Pages(4096);
    ChangeRecord record = new ChangeRecord(4096);
    record.begin(ChangeKind.REMOVE).removeCell(LEFT, 0);
    record.bytes()[ChangeApplier.firstPart() + ChangeLayout.ACTION] = 99;
    assertThrows(
        IllegalArgumentException.class,
        () -> pages.applier.apply(record.bytes(), ChangeApplier.firstPart(), pages.page(LEFT)));
  }
}
