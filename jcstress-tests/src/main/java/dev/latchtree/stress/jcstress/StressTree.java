package dev.latchtree.stress.jcstress;

import dev.latchtree.Cursor;
import dev.latchtree.LatchTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree of few large entries. Keys are numbers below 100; values are one letter again and again,
 * so that a torn one shows. A leaf has room for four entries, with one it is too empty; six in
 * ascending order make two leaves of which the second is full.
 */
final class StressTree {

  /** The value that keys have before the actors begin. */
  static final String OLD = "0";

  static final String A = "a";
  static final String B = "b";

  /** What is read instead of a value that is not one. */
  static final String TORN = "torn";

  /** What a walk answers that met none but stable keys. */
  private static final String NOTHING = "-";

  private static final int KEYS = 100;
  private static final int VALUE_LENGTH = 800;
  private static final byte[][] KEY_BYTES = new byte[KEYS][];
  private static final List<String> LETTERS = List.of(OLD, A, B);
  private static final byte[][] VALUES = new byte[LETTERS.size()][];

  static {
    for (int key = 0; key < KEYS; key++) {
      KEY_BYTES[key] = "%02d".formatted(key).getBytes(StandardCharsets.US_ASCII);
    }
    for (int i = 0; i < VALUES.length; i++) {
      VALUES[i] = LETTERS.get(i).repeat(VALUE_LENGTH).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final LatchTree tree;

  StressTree(LatchTree tree) {
    this.tree = tree;
  }

  LatchTree tree() {
    return tree;
  }

  static byte[] key(int key) {
    return KEY_BYTES[key];
  }

  static byte[] value(String letter) {
    return VALUES[LETTERS.indexOf(letter)];
  }

  static @Nullable String letter(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    for (int i = 0; i < VALUES.length; i++) {
      if (Arrays.equals(value, VALUES[i])) {
        return LETTERS.get(i);
      }
    }
    return TORN;
  }

  void put(int key, String letter) {
    tree.put(key(key), value(letter));
  }

  @Nullable String get(int key) {
    return letter(tree.get(key(key)));
  }

  @Nullable String getAndPut(int key, String letter) {
    return letter(tree.getAndPut(key(key), value(letter)));
  }

  @Nullable String putIfAbsent(int key, String letter) {
    return letter(tree.putIfAbsent(key(key), value(letter)));
  }

  boolean replace(int key, String letter) {
    return tree.replace(key(key), value(letter));
  }

  boolean compareAndSet(int key, String expected, String letter) {
    return tree.compareAndSet(key(key), value(expected), value(letter));
  }

  boolean remove(int key) {
    return tree.remove(key(key));
  }

  @Nullable String getAndRemove(int key) {
    return letter(tree.getAndRemove(key(key)));
  }

  /** The values of two keys at one instant, one after the other. */
  String getBoth(int one, int other) {
    List<byte @Nullable []> values = tree.getAll(List.of(key(one), key(other)));
    return letter(values.get(0)) + letter(values.get(1));
  }

  /**
   * Walks over the whole tree.
   *
   * @param stable keys that nobody touches meanwhile
   * @return the values seen of the others, in order of keys whichever way it went; or what is wrong
   */
  String walk(boolean forward, int... stable) {
    StringBuilder others = new StringBuilder();
    int met = 0;
    int last = forward ? -1 : KEYS;
    try (Cursor cursor = tree.cursor()) {
      while (forward ? cursor.next() : cursor.previous()) {
        byte[] bytes = cursor.key();
        int key = 10 * (bytes[0] - '0') + bytes[1] - '0';
        if (forward ? key <= last : key >= last) {
          return "disorder";
        }
        last = key;
        String letter = letter(cursor.value());
        if (Arrays.binarySearch(stable, key) < 0) {
          others.insert(forward ? others.length() : 0, letter);
        } else if (!OLD.equals(letter)) {
          return "changed";
        } else {
          met++;
        }
      }
    }
    if (met < stable.length) {
      return "lost";
    }
    return others.length() == 0 ? NOTHING : others.toString();
  }
}
