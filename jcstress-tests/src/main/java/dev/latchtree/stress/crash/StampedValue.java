package dev.latchtree.stress.crash;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Values that follow from a number which nobody else uses, so that a value that was read says which
 * write it is from, and a damaged one is noticed to its last byte.
 *
 * <pre>
 *  bits  63..52  51..48  47..32  31..28  27..0
 *        life    thread  call    part    length in bytes
 * </pre>
 */
public final class StampedValue {

  /** The shortest value: the number itself. */
  public static final int SHORTEST = Long.BYTES;

  private static final int LENGTH_BITS = 28;

  private StampedValue() {}

  /**
   * The number of a value.
   *
   * @param life of the store, 0 to 4095
   * @param thread 0 to 15
   * @param call of the thread in this life, 0 to 65535
   * @param part of the call, 0 to 15
   * @param length of the value in bytes
   */
  public static long number(int life, int thread, int call, int part, int length) {
    if (life >>> 12 != 0 || thread >>> 4 != 0 || call >>> 16 != 0 || part >>> 4 != 0) {
      throw new IllegalArgumentException(
          "life %d, thread %d, call %d, part %d".formatted(life, thread, call, part));
    }
    if (length < SHORTEST || length >>> LENGTH_BITS != 0) {
      throw new IllegalArgumentException("length " + length);
    }
    return (long) life << 52
        | (long) thread << 48
        | (long) call << 32
        | (long) part << LENGTH_BITS
        | length;
  }

  /** The value of a number. */
  public static byte[] of(long number) {
    byte[] bytes = new byte[length(number)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).putLong(number);
    long state = number;
    while (buffer.remaining() >= Long.BYTES) {
      state = state * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
      buffer.putLong(state);
    }
    while (buffer.hasRemaining()) {
      buffer.put((byte) (state >>> 7));
    }
    return bytes;
  }

  /**
   * The number of a value that was read.
   *
   * @throws AssertionError if these bytes were never written
   */
  public static long numberOf(byte[] value) {
    if (value.length < SHORTEST) {
      throw new AssertionError("nobody wrote a value of " + value.length + " bytes");
    }
    long number = ByteBuffer.wrap(value).getLong();
    if (length(number) != value.length || !Arrays.equals(of(number), value)) {
      throw new AssertionError(
          "nobody wrote this value of %d bytes, which claims to be %s"
              .formatted(value.length, show(number)));
    }
    return number;
  }

  private static int length(long number) {
    return (int) (number & (1 << LENGTH_BITS) - 1);
  }

  /** A number for people. */
  public static String show(long number) {
    return "%d.%d.%d.%d+%d"
        .formatted(
            number >>> 52,
            number >>> 48 & 0xf,
            number >>> 32 & 0xffff,
            number >>> LENGTH_BITS & 0xf,
            length(number));
  }
}
