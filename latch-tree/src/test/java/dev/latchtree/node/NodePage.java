package dev.latchtree.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.memory.MemoryRegion;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** One node in memory of its own, as a test sees it. */
final class NodePage implements AutoCloseable {

  final int size;
  final long page;
  final NodeEditor editor;
  private final MemoryRegion memory;

  NodePage(int size) {
    this.size = size;
    memory = MemoryRegion.allocate(size);
    page = memory.base();
    editor = new NodeEditor(size);
  }

  NodePage format(int level, Range range) {
    editor.format(page, 7, level, range, NodeLayout.NO_PAGE);
    return this;
  }

  /** Inserts or replaces; false if there is no room. */
  boolean put(byte[] key, byte[] value) {
    int found = find(key);
    if (found >= 0) {
      if (!Node.hasRoomForValue(page, editor.pageSize(), found, value.length)) {
        return false;
      }
      editor.setValue(page, found, value, 0, value.length, false);
      return true;
    }
    if (!Node.hasRoom(page, editor.pageSize(), key.length, value.length)) {
      return false;
    }
    editor.insert(page, -found - 1, key, key.length, value, 0, value.length, false);
    return true;
  }

  int find(byte[] key) {
    return Node.find(page, size, key, key.length);
  }

  int count() {
    return Node.count(page, size);
  }

  byte[] key(int index) {
    byte[] key = new byte[NodeLayout.maxKeyLength(size)];
    return Arrays.copyOf(key, Node.copyKey(page, size, index, key));
  }

  byte[] value(int index) {
    int cell = Node.cell(page, size, index);
    byte[] value = new byte[size];
    return Arrays.copyOf(value, Node.copyValue(page, size, cell, value));
  }

  Map<byte[], byte[]> content() {
    TreeMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < count(); i++) {
      content.put(key(i), value(i));
    }
    return content;
  }

  void assertSound() {
    assertEquals("", new NodeCheck(size).problem(page));
  }

  void assertContent(Map<byte[], byte[]> expected) {
    assertSound();
    assertEquals(expected.size(), count());
    int i = 0;
    for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
      assertEquals(0, Arrays.compareUnsigned(entry.getKey(), key(i)), "key of cell " + i);
      assertEquals(0, Arrays.compare(entry.getValue(), value(i)), "value of cell " + i);
      assertEquals(i, find(entry.getKey()));
      i++;
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
