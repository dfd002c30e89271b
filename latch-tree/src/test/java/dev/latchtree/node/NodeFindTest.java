package dev.latchtree.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where heads say nothing: equal ones, those filled up with zeros, the least and the greatest. */
class NodeFindTest {

  private static final int SIZE = 4096;

  /** All keys of at most {@code longest} bytes that have only these bytes. */
  private static List<byte[]> keysOf(int longest, int... alphabet) {
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    List<byte[]> last = List.of(new byte[0]);
    keys.addAll(last);
    for (int length = 1; length <= longest; length++) {
      List<byte[]> longer = new ArrayList<>();
      for (byte[] key : last) {
        for (int b : alphabet) {
          byte[] next = Arrays.copyOf(key, length);
          next[length - 1] = (byte) b;
          longer.add(next);
        }
      }
      keys.addAll(longer);
      last = longer;
    }
    return List.copyOf(keys);
  }

  /** Each other key is there, each is looked for. */
  private static void check(List<byte[]> keys) {
    for (int there = 0; there < 2; there++) {
      try (NodePage node = new NodePage(SIZE).format(0, new Range(SIZE).setAll())) {
        for (int i = there; i < keys.size(); i += 2) {
          node.editor.insert(
              node.page, node.count(), keys.get(i), keys.get(i).length, new byte[0], 0, 0, false);
        }
        for (int i = 0; i < keys.size(); i++) {
          int before = (i + 1 - there) / 2;
          int expected = i % 2 == there ? before : -(before + 1);
          assertEquals(expected, node.find(keys.get(i)), Arrays.toString(keys.get(i)));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x7f, 0x80, 0xff})
  void shouldFindKeysOfOneByteRepeated(int b) {
    check(keysOf(40, b));
  }

  @Test
  void shouldFindKeysOfTheLeastAndTheGreatestByte() {
    check(keysOf(7, 0x00, 0xff));
  }

  @Test
  void shouldFindKeysWhoseHeadsAreEqualInRuns() {
    check(keysOf(5, 0x00, 0x80, 0xff));
  }

  @Test
  void shouldFindNothingInAnEmptyNode() {
    try (NodePage node = new NodePage(SIZE).format(0, new Range(SIZE).setAll())) {
      assertEquals(-1, node.find(new byte[0]));
      assertEquals(-1, node.find(new byte[] {(byte) 0xff}));
    }
  }
}
