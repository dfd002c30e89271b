package dev.latchtree;

import static dev.latchtree.TestBytes.bytesOf;
import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tree does with one key, under every protocol and on every page. */
@ParameterizedClass
@MethodSource("dev.latchtree.StoreVariant#contract")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeContractTest {

  private static final byte[] EMPTY = {};
  private static final byte[] KEY = utf8("key");
  private static final byte[] ONE = utf8("one");
  private static final byte[] TWO = utf8("two");
  private static final int MEBIBYTE = 1024 * 1024;

  private final StoreVariant variant;
  private final LatchStore store;
  private final LatchTree tree;

  TreeContractTest(StoreVariant variant) {
    this.variant = variant;
    store = variant.open();
    tree = store.tree("tree");
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    store.verify().requireSound();
    store.close();
  }

  // ---- reading and writing

  @Test
  void shouldAnswerThatNothingIsThere() {
    for (byte[] key : List.of(EMPTY, KEY, repeat(0xff, variant.maxKeyLength()))) {
      assertNull(tree.get(key));
      assertFalse(tree.containsKey(key));
      assertFalse(tree.replace(key, ONE));
      assertFalse(tree.compareAndSet(key, EMPTY, ONE));
      assertFalse(tree.remove(key));
      assertNull(tree.getAndRemove(key));
      assertFalse(tree.compareAndRemove(key, EMPTY));
      assertEquals(Arrays.asList(null, null), tree.getAll(List.of(key, ONE)));
    }
    assertNull(tree.first());
    assertNull(tree.last());
    assertTrue(tree.isEmpty());
    assertEquals(0, tree.count());
    assertEquals(0, tree.removeRange(KeyRange.all()));
  }

  @Test
  void shouldPutBlindly() {
    tree.put(KEY, ONE);
    assertArrayEquals(ONE, tree.get(KEY));
    assertTrue(tree.containsKey(KEY));
    tree.put(KEY, TWO);
    assertArrayEquals(TWO, tree.get(KEY));
    assertEquals(1, tree.count());
  }

  @Test
  void shouldPutAndTellTheValueBefore() {
    assertNull(tree.getAndPut(KEY, EMPTY));
    assertArrayEquals(EMPTY, tree.getAndPut(KEY, ONE));
    assertArrayEquals(ONE, tree.getAndPut(KEY, TWO));
    assertArrayEquals(TWO, tree.get(KEY));
  }

  @Test
  void shouldPutOnlyWhereNothingIs() {
    assertNull(tree.putIfAbsent(KEY, EMPTY));
    assertArrayEquals(EMPTY, tree.putIfAbsent(KEY, ONE), "an empty value is a value");
    assertArrayEquals(EMPTY, tree.get(KEY));
    assertTrue(tree.remove(KEY));
    assertNull(tree.putIfAbsent(KEY, TWO));
    assertArrayEquals(TWO, tree.get(KEY));
  }

  @Test
  void shouldReplaceOnlyWhatIsThere() {
    assertFalse(tree.replace(KEY, ONE));
    assertFalse(tree.containsKey(KEY));
    tree.put(KEY, EMPTY);
    assertTrue(tree.replace(KEY, TWO));
    assertArrayEquals(TWO, tree.get(KEY));
  }

  @Test
  void shouldCompareByteByByteBeforeItSets() {
    tree.put(KEY, utf8("value"));
    for (String other : List.of("", "valu", "value ", "valuf", "Value")) {
      assertFalse(tree.compareAndSet(KEY, utf8(other), ONE), other);
      assertFalse(tree.compareAndRemove(KEY, utf8(other)), other);
    }
    assertArrayEquals(utf8("value"), tree.get(KEY));
    assertTrue(tree.compareAndSet(KEY, utf8("value"), EMPTY));
    assertFalse(tree.compareAndSet(KEY, bytesOf(0), ONE));
    assertTrue(tree.compareAndSet(KEY, EMPTY, EMPTY));
    assertTrue(tree.compareAndSet(KEY, EMPTY, ONE));
    assertTrue(tree.compareAndRemove(KEY, ONE));
    assertFalse(tree.containsKey(KEY));
  }

  @Test
  void shouldRemoveOnce() {
    tree.put(KEY, ONE);
    tree.put(EMPTY, TWO);
    assertTrue(tree.remove(KEY));
    assertFalse(tree.remove(KEY));
    assertNull(tree.get(KEY));
    assertArrayEquals(TWO, tree.getAndRemove(EMPTY));
    assertNull(tree.getAndRemove(EMPTY));
    assertTrue(tree.isEmpty());
  }

  @Test
  void shouldTellKeysApartThatBeginAlike() {
    byte[][] keys = {
      EMPTY,
      bytesOf(0),
      bytesOf(0, 0),
      bytesOf(0, 0, 0, 0),
      bytesOf(0, 0, 0, 0, 0),
      bytesOf(0, 1),
      bytesOf(1),
      bytesOf(0x7f),
      bytesOf(0x7f, 0xff),
      bytesOf(0x80),
      bytesOf(0x80, 0),
      bytesOf(0xfe, 0xff, 0xff, 0xff, 0xff),
      bytesOf(0xff),
      bytesOf(0xff, 0xff),
      bytesOf(0xff, 0xff, 0xff, 0xff),
      bytesOf(0xff, 0xff, 0xff, 0xff, 0)
    };
    for (int i = keys.length - 1; i >= 0; i--) {
      tree.put(keys[i], number(i, 8));
    }
    try (Cursor cursor = tree.cursor()) {
      for (int i = 0; i < keys.length; i++) {
        assertArrayEquals(number(i, 8), tree.get(keys[i]));
        assertTrue(cursor.next());
        assertArrayEquals(keys[i], cursor.key(), "unsigned order");
      }
      assertFalse(cursor.next());
    }
    for (int i = 0; i < keys.length; i += 2) {
      assertTrue(tree.remove(keys[i]));
    }
    for (int i = 0; i < keys.length; i++) {
      assertEquals(i % 2 == 1, tree.containsKey(keys[i]));
    }
  }

  @Test
  void shouldCopyInAndOut() {
    byte[] key = KEY.clone();
    byte[] value = ONE.clone();
    tree.put(key, value);
    key[0]++;
    value[0]++;
    assertArrayEquals(ONE, tree.get(KEY));
    assertFalse(tree.containsKey(key));
    requireNonNull(tree.get(KEY))[0]++;
    requireNonNull(tree.putIfAbsent(KEY, TWO))[0]++;
    requireNonNull(tree.first()).value()[0]++;
    requireNonNull(tree.last()).key()[0]++;
    requireNonNull(tree.getAll(List.of(KEY)).get(0))[0]++;
    assertEquals(new Entry(KEY, ONE), tree.first());
  }

  // ---- limits

  @Test
  void shouldAllowKeysOfAnEighthOfAPage() {
    assertEquals(variant.pageSize() / 8, tree.maxKeyLength());
  }

  @Test
  void shouldStoreKeysOfAllLengths() {
    int longest = tree.maxKeyLength();
    int step = Math.max(1, longest / 600);
    for (int length = 0; length <= longest; length += step) {
      tree.put(repeat(0x61, length), number(length, 8));
    }
    tree.put(repeat(0x61, longest), number(longest, 8));
    for (int length = 0; length <= longest; length += step) {
      assertArrayEquals(number(length, 8), tree.get(repeat(0x61, length)));
    }
    assertArrayEquals(number(longest, 8), tree.get(repeat(0x61, longest)));
  }

  @Test
  void shouldRefuseToStoreALongerKey() {
    int longest = tree.maxKeyLength();
    byte[] tooLong = new byte[longest + 1];
    tree.put(KEY, ONE);
    assertRefused(() -> tree.put(tooLong, ONE));
    assertRefused(() -> tree.getAndPut(tooLong, ONE));
    assertRefused(() -> tree.putIfAbsent(tooLong, ONE));
    assertRefused(() -> tree.put(TestBytes.onHeap(tooLong), TestBytes.onHeap(ONE)));
    assertNull(tree.get(tooLong));
    assertFalse(tree.containsKey(tooLong));
    assertFalse(tree.remove(tooLong));
    assertNull(tree.getAndRemove(tooLong));
    assertFalse(tree.compareAndRemove(tooLong, ONE));
    assertFalse(tree.get(TestBytes.onHeap(tooLong), TestBytes.onHeap(ONE)));
    assertFalse(tree.remove(TestBytes.onHeap(tooLong)));
    assertEquals(Arrays.asList(new byte[][] {null}), tree.getAll(List.of(tooLong)));
    assertEquals(1, tree.count());
  }

  private void assertRefused(Executable action) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
    assertTrue(message.contains(String.valueOf(tree.maxKeyLength() + 1)), message);
    assertTrue(message.contains(String.valueOf(tree.maxKeyLength())), message);
  }

  @Test
  void shouldStoreValuesOfAllLengths() {
    int inline = variant.maxInlineValue();
    int page = variant.pageSize();
    int[] lengths = {
      0, 1, inline - 1, inline, inline + 1, page - 100, page - 1, page, page + 1, 3 * page, MEBIBYTE
    };
    SplittableRandom random = new SplittableRandom(1);
    byte[] longKey = TestBytes.random(random, tree.maxKeyLength());
    byte[] before = EMPTY;
    tree.put(KEY, before);
    for (int from : lengths) {
      for (int to : lengths) {
        byte[] small = TestBytes.random(random, from);
        byte[] large = TestBytes.random(random, to);
        assertTrue(tree.compareAndSet(KEY, before, small));
        assertArrayEquals(small, tree.get(KEY));
        tree.put(KEY, large);
        assertArrayEquals(large, tree.get(KEY));
        before = large;
        assertNull(tree.putIfAbsent(longKey, small));
        assertTrue(tree.replace(longKey, large));
        assertArrayEquals(large, tree.getAndPut(longKey, small));
        assertArrayEquals(small, tree.getAndRemove(longKey));
      }
    }
    byte[] other = before.clone();
    other[other.length - 1]++;
    assertFalse(tree.compareAndSet(KEY, other, EMPTY), "the last byte of a long value differs");
    assertFalse(tree.compareAndRemove(KEY, other));
    assertTrue(tree.compareAndRemove(KEY, before));
    assertTrue(tree.isEmpty());
  }

  /** Rule T7: the largest key with values around the inline limit, on leaves that are full. */
  @Test
  void shouldDivideLeavesOfTheLargestCells() {
    int inline = variant.maxInlineValue();
    for (int i = 0; i < 90; i++) {
      byte[] key = repeat(0x61, tree.maxKeyLength());
      key[tree.maxKeyLength() - 1] = (byte) (i * 37 % 90);
      tree.put(key, repeat(i, inline - 1 + i % 3));
    }
    assertEquals(90, tree.count());
    for (int i = 0; i < 90; i++) {
      byte[] key = repeat(0x61, tree.maxKeyLength());
      key[tree.maxKeyLength() - 1] = (byte) (i * 37 % 90);
      assertArrayEquals(repeat(i, inline - 1 + i % 3), tree.get(key));
    }
  }

  // ---- nulls

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // that is what is tested
  void shouldRefuseNull() {
    Bytes<?> bytes = TestBytes.onHeap(KEY);
    List<Executable> calls =
        List.of(
            () -> tree.get(null),
            () -> tree.containsKey(null),
            () -> tree.put((byte[]) null, ONE),
            () -> tree.put(KEY, null),
            () -> tree.getAndPut(null, ONE),
            () -> tree.getAndPut(KEY, null),
            () -> tree.putIfAbsent(null, ONE),
            () -> tree.putIfAbsent(KEY, null),
            () -> tree.replace(null, ONE),
            () -> tree.replace(KEY, null),
            () -> tree.compareAndSet(null, ONE, TWO),
            () -> tree.compareAndSet(KEY, null, TWO),
            () -> tree.compareAndSet(KEY, ONE, null),
            () -> tree.remove((byte[]) null),
            () -> tree.getAndRemove(null),
            () -> tree.compareAndRemove(null, ONE),
            () -> tree.compareAndRemove(KEY, null),
            () -> tree.get(null, bytes),
            () -> tree.get(bytes, null),
            () -> tree.put(null, bytes),
            () -> tree.put(bytes, null),
            () -> tree.remove((Bytes<?>) null),
            () -> tree.getAll(null),
            () -> tree.getAll(Arrays.asList(KEY, null)),
            () -> tree.cursor(null),
            () -> tree.count(null),
            () -> tree.removeRange(null));
    assertThrows(NullPointerException.class, () -> tree.load(null, 1));
    for (boolean present : new boolean[] {false, true}) {
      for (int i = 0; i < calls.size(); i++) {
        assertThrows(NullPointerException.class, calls.get(i), "call " + i);
      }
      assertEquals(present, tree.containsKey(KEY));
      tree.put(KEY, ONE);
    }
    assertArrayEquals(ONE, tree.get(KEY));
    assertEquals(1, tree.count());
  }

  // ---- an interrupt

  @Test
  void shouldCompleteWithTheFlagSetWhenInterrupted() {
    byte[] large = repeat(7, 5 * variant.pageSize());
    Thread.currentThread().interrupt();
    for (int i = 0; i < 300; i++) {
      tree.put(number(i, 100), i % 50 == 0 ? large : ONE);
    }
    for (int i = 0; i < 300; i++) {
      assertArrayEquals(i % 50 == 0 ? large : ONE, tree.get(number(i, 100)));
      assertTrue(tree.remove(number(i, 100)));
    }
    assertTrue(Thread.interrupted(), "the flag is still set");
    assertTrue(tree.isEmpty());
  }
}
