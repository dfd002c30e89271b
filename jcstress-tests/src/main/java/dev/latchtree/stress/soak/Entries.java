package dev.latchtree.stress.soak;

import dev.latchtree.stress.history.HistoryRecorder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys and values as the histories number them, and as bytes. */
final class Entries {

  private static final int WIDE_KEY = 480;
  private static final int WIDE_VALUE = 400;

  private final byte[][] keys;
  private final int valueLength;

  Entries(int count, boolean wide) {
    keys = new byte[count][];
    for (int i = 0; i < count; i++) {
      String name = "%04d".formatted(i);
      keys[i] =
          ("k".repeat(wide ? WIDE_KEY - name.length() : 0) + name)
              .getBytes(StandardCharsets.US_ASCII);
    }
    valueLength = wide ? WIDE_VALUE : Long.BYTES;
  }

  int count() {
    return keys.length;
  }

  byte[] key(long number) {
    return keys[(int) number];
  }

  /** The number of a key that a map has shown. */
  long number(byte[] key) {
    int found = Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    if (found < 0) {
      throw new AssertionError(
          "a key that nobody put: " + new String(key, StandardCharsets.ISO_8859_1));
    }
    return found;
  }

  /** The number, again and again, as far as there is room. */
  byte[] value(long number) {
    ByteBuffer bytes = ByteBuffer.allocate(valueLength);
    while (bytes.remaining() >= Long.BYTES) {
      bytes.putLong(number);
    }
    return bytes.array();
  }

  /** The number of a value found under a key; {@link HistoryRecorder#ABSENT} for none. */
  long numberOf(byte[] key, byte @Nullable [] value) {
    if (value == null) {
      return HistoryRecorder.ABSENT;
    }
    long number = value.length < Long.BYTES ? 0 : ByteBuffer.wrap(value).getLong();
    if (!Arrays.equals(value, value(number))) {
      throw new AssertionError(
          "a value that nobody wrote, under %s: %s"
              .formatted(new String(key, StandardCharsets.ISO_8859_1), Arrays.toString(value)));
    }
    return number;
  }
}
