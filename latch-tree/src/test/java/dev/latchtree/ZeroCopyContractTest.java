package dev.latchtree;

import static dev.latchtree.TestBytes.toArray;
import static dev.latchtree.TestBytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and values in the caller's {@code Bytes}, of every kind and read from anywhere. */
@ParameterizedClass
@MethodSource("dev.latchtree.StoreVariant#contract")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZeroCopyContractTest {

  private static final byte[] BEFORE = utf8("before it");

  private final StoreVariant variant;
  private final LatchStore store;
  private final LatchTree tree;
  private final List<Bytes<?>> made = new ArrayList<>();

  ZeroCopyContractTest(StoreVariant variant) {
    this.variant = variant;
    store = variant.open();
    tree = store.tree("tree");
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    made.forEach(Bytes::releaseLast);
    store.verify().requireSound();
    store.close();
  }

  /** Readable bytes after some that were read already, and with room behind them. */
  private Bytes<?> readable(boolean nativeMemory, byte[] content) {
    Bytes<?> bytes = writable(nativeMemory);
    bytes.write(content);
    bytes.readSkip(BEFORE.length);
    return bytes;
  }

  private Bytes<?> writable(boolean nativeMemory) {
    Bytes<?> bytes =
        nativeMemory ? Bytes.allocateElasticDirect(16) : Bytes.allocateElasticOnHeap(16);
    bytes.write(BEFORE);
    made.add(bytes);
    return bytes;
  }

  private List<byte[]> values() {
    List<byte[]> values = new ArrayList<>();
    int inline = variant.maxInlineValue();
    for (int length : new int[] {0, 1, 100, inline, inline + 1, 3 * variant.pageSize()}) {
      values.add(TestBytes.repeat(length, length));
    }
    return values;
  }

  @Test
  void shouldTakeWhatIsReadableAndLeaveItReadable() {
    for (boolean inNativeMemory : new boolean[] {false, true}) {
      for (byte[] content : values()) {
        byte[] keyBytes = utf8("key" + content.length);
        Bytes<?> key = readable(inNativeMemory, keyBytes);
        Bytes<?> value = readable(!inNativeMemory, content);
        tree.put(key, value);
        assertArrayEquals(content, tree.get(keyBytes));
        assertReadable(key, keyBytes);
        assertReadable(value, content);
        assertTrue(tree.remove(key));
        assertFalse(tree.remove(key));
        assertReadable(key, keyBytes);
        assertTrue(tree.isEmpty());
      }
    }
  }

  private static void assertReadable(Bytes<?> bytes, byte[] content) {
    assertEquals(BEFORE.length, bytes.readPosition());
    assertArrayEquals(content, toArray(bytes));
  }

  @Test
  void shouldAppendTheValueToWhatIsThere() {
    for (boolean inNativeMemory : new boolean[] {false, true}) {
      for (byte[] content : values()) {
        byte[] keyBytes = TestBytes.repeat(0x6b, Math.min(content.length, tree.maxKeyLength()));
        tree.put(keyBytes, content);
        Bytes<?> key = readable(!inNativeMemory, keyBytes);
        Bytes<?> target = writable(inNativeMemory);
        assertTrue(tree.get(key, target));
        assertTrue(tree.get(key, target));
        assertReadable(key, keyBytes);
        assertEquals(0, target.readPosition());
        assertEquals(BEFORE.length + 2L * content.length, target.readRemaining());
        byte[] all = toArray(target);
        for (int i = 0; i < all.length; i++) {
          byte expected = i < BEFORE.length ? BEFORE[i] : (byte) content.length;
          assertEquals(expected, all[i]);
        }
      }
    }
  }

  @Test
  void shouldLeaveTheTargetAsItWasIfThereIsNoValue() {
    tree.put(utf8("other"), utf8("value"));
    for (boolean inNativeMemory : new boolean[] {false, true}) {
      Bytes<?> target = writable(inNativeMemory);
      target.readSkip(3);
      assertFalse(tree.get(readable(inNativeMemory, utf8("key")), target));
      assertEquals(3, target.readPosition());
      assertEquals(BEFORE.length, target.writePosition());
      assertEquals("ore it", new String(toArray(target), UTF_8));
    }
  }

  @Test
  void shouldTakeAnEmptyKey() {
    for (boolean inNativeMemory : new boolean[] {false, true}) {
      Bytes<?> nothing = readable(inNativeMemory, new byte[0]);
      assertFalse(tree.get(nothing, writable(true)));
      tree.put(nothing, readable(!inNativeMemory, utf8("value")));
      assertArrayEquals(utf8("value"), tree.get(new byte[0]));
      assertTrue(tree.remove(nothing));
    }
  }

  @Test
  void shouldCopyFromTheCursor() {
    for (byte[] content : values()) {
      tree.put(TestBytes.number(content.length, 12), content);
    }
    for (boolean inNativeMemory : new boolean[] {false, true}) {
      try (Cursor cursor = tree.cursor()) {
        while (cursor.next()) {
          Bytes<?> target = writable(inNativeMemory);
          cursor.copyKey(target);
          cursor.copyValue(target);
          target.readSkip(BEFORE.length);
          byte[] both = toArray(target);
          int keyLength = cursor.key().length;
          assertEquals(keyLength + cursor.value().length, both.length);
          assertArrayEquals(cursor.key(), Arrays.copyOf(both, keyLength));
          assertArrayEquals(cursor.value(), Arrays.copyOfRange(both, keyLength, both.length));
        }
      }
    }
  }
}
