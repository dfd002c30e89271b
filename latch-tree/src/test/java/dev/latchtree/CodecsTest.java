package dev.latchtree;

import static dev.latchtree.TestBytes.bytesOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecsTest {

  private static <T extends Comparable<T>> void assertOrdered(Codec<T> codec, List<T> objects) {
    for (T one : objects) {
      assertEquals(one, codec.decode(codec.encode(one)));
      for (T other : objects) {
        int order = Arrays.compareUnsigned(codec.encode(one), codec.encode(other));
        assertEquals(
            Integer.signum(one.compareTo(other)), Integer.signum(order), one + " " + other);
      }
    }
  }

  @Test
  void shouldOrderLongs() {
    assertOrdered(
        Codecs.longs(),
        List.of(
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -(1L << 40),
            -256L,
            -1L,
            0L,
            1L,
            255L,
            1L << 40,
            Long.MAX_VALUE));
    assertEquals(8, Codecs.longs().encode(1L).length);
  }

  @Test
  void shouldOrderInts() {
    assertOrdered(
        Codecs.ints(),
        List.of(Integer.MIN_VALUE, -65536, -1, 0, 1, 255, 256, 65536, Integer.MAX_VALUE));
    assertEquals(4, Codecs.ints().encode(1).length);
  }

  @Test
  void shouldOrderStrings() {
    assertOrdered(
        Codecs.utf8(),
        List.of("", "\0", " ", "A", "a", "aa", "ab", "b", "\u007f", "\u00e9", "\uffff"));
    String clef = "\ud834\udd1e";
    assertEquals(clef, Codecs.utf8().decode(Codecs.utf8().encode(clef)));
    assertTrue(
        Arrays.compareUnsigned(Codecs.utf8().encode(clef), Codecs.utf8().encode("\uffff")) > 0,
        "the order of code points");
    assertArrayEquals(bytesOf('?'), Codecs.utf8().encode("\ud834"));
  }

  @Test
  void shouldCopyBytes() {
    byte[] bytes = {1, 2, 3};
    byte[] encoded = Codecs.bytes().encode(bytes);
    byte[] decoded = Codecs.bytes().decode(bytes);
    assertNotSame(bytes, encoded);
    assertNotSame(bytes, decoded);
    assertArrayEquals(bytes, encoded);
    assertArrayEquals(bytes, decoded);
  }

  @Test
  void shouldRefuseNumbersOfAnotherLength() {
    for (int length : new int[] {0, 3, 5, 7, 9}) {
      String text =
          String.valueOf(
              assertThrows(
                      IllegalArgumentException.class, () -> Codecs.longs().decode(new byte[length]))
                  .getMessage());
      assertTrue(text.contains("" + length) && text.contains("8"), text);
      assertThrows(IllegalArgumentException.class, () -> Codecs.ints().decode(new byte[length]));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldRefuseNull() {
    for (Codec<?> codec : List.of(Codecs.bytes(), Codecs.utf8(), Codecs.longs(), Codecs.ints())) {
      assertThrows(NullPointerException.class, () -> codec.encode(null));
      assertThrows(NullPointerException.class, () -> codec.decode(null));
    }
  }
}
