package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;

/** Payloads that nobody else has: a number, and bytes that follow from it and from the length. */
final class NumberedPayload {

  static final int SHORTEST = Long.BYTES;

  private NumberedPayload() {}

  static byte[] make(long number, int length) {
    byte[] bytes = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).putLong(number);
    long state = number ^ length * 0x9E3779B97F4A7C15L;
    while (buffer.remaining() >= Long.BYTES) {
      state = state * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
      buffer.putLong(state);
    }
    return bytes;
  }

  /** The number of a payload, which is checked to its last byte. */
  static long numberOf(byte[] payload) {
    assertTrue(payload.length >= SHORTEST, () -> "a payload of " + payload.length + " bytes");
    long number = ByteBuffer.wrap(payload).getLong();
    assertArrayEquals(make(number, payload.length), payload, () -> "payload of " + number);
    return number;
  }
}
