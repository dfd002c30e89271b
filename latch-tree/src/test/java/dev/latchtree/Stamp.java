package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Who wrote a value, and how many he had written. All bytes of a value follow from its stamp and
 * its key, so one that is torn, or belongs elsewhere, is noticed.
 */
record Stamp(int writer, long sequence) {

  private static final int HEADER = Integer.BYTES + Long.BYTES + Integer.BYTES;

  /** Mostly short, sometimes large for a page, and sometimes larger. */
  byte[] value(byte[] key, int pageSize) {
    ByteBuffer value = ByteBuffer.allocate(length(pageSize));
    value.putInt(writer).putLong(sequence).putInt(Arrays.hashCode(key));
    byte[] bytes = value.array();
    for (int i = HEADER; i < bytes.length; i++) {
      bytes[i] = fill(i);
    }
    return bytes;
  }

  private int length(int pageSize) {
    long mixed = ((sequence * 31 + writer) * 0x9E3779B97F4A7C15L) >>> 40;
    int kind = (int) (mixed % 20);
    int longest = kind < 14 ? 100 : kind < 19 ? pageSize / 4 : 2 * pageSize;
    return HEADER + (int) (mixed / 20 % longest);
  }

  private byte fill(int at) {
    return (byte) (sequence * 7 + writer + (at >> 7));
  }

  /** Checks all of a value. */
  static Stamp of(byte[] key, byte[] bytes, int pageSize) {
    assertTrue(bytes.length >= HEADER, () -> "torn: " + TestBytes.show(bytes));
    ByteBuffer value = ByteBuffer.wrap(bytes);
    Stamp stamp = new Stamp(value.getInt(), value.getLong());
    assertEquals(Arrays.hashCode(key), value.getInt(), "the value belongs to another key");
    assertEquals(stamp.length(pageSize), bytes.length, "torn");
    for (int i = HEADER; i < bytes.length; i++) {
      if (bytes[i] != stamp.fill(i)) {
        throw new AssertionError("torn at byte " + i + " of " + bytes.length + ": " + stamp);
      }
    }
    return stamp;
  }
}
