package dev.latchtree;

import static dev.latchtree.TestBytes.bytesOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRangeTest {

  /** All keys of up to three bytes out of four. */
  private static List<byte[]> keys() {
    List<byte[]> keys = new ArrayList<>();
    int[] alphabet = {0, 1, 0xfe, 0xff};
    keys.add(new byte[0]);
    for (int a : alphabet) {
      keys.add(bytesOf(a));
      for (int b : alphabet) {
        keys.add(bytesOf(a, b));
        for (int c : alphabet) {
          keys.add(bytesOf(a, b, c));
        }
      }
    }
    return keys;
  }

  private static boolean below(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other) < 0;
  }

  @Test
  void shouldIncludeItsLowBoundAndExcludeItsHighOne() {
    List<byte[]> keys = keys();
    for (byte[] low : keys) {
      KeyRange from = KeyRange.from(low);
      KeyRange to = KeyRange.to(low);
      for (byte[] key : keys) {
        assertTrue(KeyRange.all().contains(key));
        assertEquals(!below(key, low), from.contains(key));
        assertEquals(below(key, low), to.contains(key));
      }
      for (byte[] high : keys) {
        KeyRange between = KeyRange.between(low, high);
        assertEquals(!below(low, high), between.isEmpty(), between::toString);
        for (byte[] key : keys) {
          assertEquals(!below(key, low) && below(key, high), between.contains(key));
        }
      }
    }
  }

  @Test
  void shouldHoldWhatBeginsWithAPrefix() {
    List<byte[]> keys = keys();
    for (byte[] prefix : keys) {
      KeyRange range = KeyRange.prefix(prefix);
      assertFalse(range.isEmpty());
      for (byte[] key : keys) {
        boolean begins =
            key.length >= prefix.length && Arrays.equals(prefix, Arrays.copyOf(key, prefix.length));
        assertEquals(begins, range.contains(key), () -> range + " " + TestBytes.show(key));
      }
    }
    assertNull(KeyRange.prefix(bytesOf(0xff, 0xff)).high());
    assertEquals(KeyRange.all(), KeyRange.prefix(new byte[0]));
  }

  @Test
  void shouldFindNothingBetweenAKeyAndItsSuccessor() {
    for (byte[] key : keys()) {
      byte[] successor = KeyRange.successor(key);
      assertTrue(below(key, successor));
      for (byte[] other : keys()) {
        assertFalse(below(key, other) && below(other, successor));
      }
      assertTrue(KeyRange.between(key, successor).contains(key));
      assertFalse(KeyRange.from(successor).contains(key));
    }
  }

  @Test
  void shouldOnlyBecomeSmaller() {
    List<byte[]> keys = keys();
    KeyRange range = KeyRange.between(bytesOf(1), bytesOf(0xfe));
    for (byte[] bound : keys) {
      KeyRange start = range.startingAt(bound);
      KeyRange end = range.endingBefore(bound);
      for (byte[] key : keys) {
        assertEquals(range.contains(key) && !below(key, bound), start.contains(key));
        assertEquals(range.contains(key) && below(key, bound), end.contains(key));
      }
    }
  }

  @Test
  void shouldKeepCopiesOfItsBounds() {
    byte[] low = bytesOf(1);
    byte[] high = bytesOf(5);
    KeyRange range = KeyRange.between(low, high);
    low[0] = 9;
    high[0] = 0;
    assertEquals(KeyRange.between(bytesOf(1), bytesOf(5)), range);
    range.low()[0] = 9;
    assertArrayEquals(bytesOf(1), range.low());
    byte[] end = range.high();
    assertArrayEquals(bytesOf(5), end);
    assertEquals(KeyRange.between(bytesOf(1), bytesOf(5)).hashCode(), range.hashCode());
    assertNotEquals(KeyRange.between(bytesOf(1), bytesOf(6)), range);
    assertNotEquals(KeyRange.from(bytesOf(1)), range);
    assertNull(KeyRange.all().high());
    assertArrayEquals(new byte[0], KeyRange.all().low());
    assertTrue(range.toString().contains("1") && range.toString().contains("5"));
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> KeyRange.from(null));
    assertThrows(NullPointerException.class, () -> KeyRange.to(null));
    assertThrows(NullPointerException.class, () -> KeyRange.prefix(null));
    assertThrows(NullPointerException.class, () -> KeyRange.successor(null));
    assertThrows(NullPointerException.class, () -> KeyRange.between(bytesOf(1), null));
  }
}
