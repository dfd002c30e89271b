package dev.latchtree.lab.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import net.openhft.chronicle.bytes.Bytes;

/** Makes keys of numbers. Neighbouring numbers have keys that lie far from each other. */
public final class Keys {

  /** Of a key as bytes. */
  public static final int LENGTH = Long.BYTES;

  static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Keys have no sign bit: so numbers and unsigned bytes are in the same order. */
  private static final long MASK = Long.MAX_VALUE;

  private static final long FIRST_FACTOR = 0x1D8E_4E27_C47D_124FL;
  private static final long SECOND_FACTOR = 0x6B2F_9A5D_0E3C_8B45L;

  private Keys() {}

  /**
   * The key of this number, by a permutation of all numbers of 63 bits: each of its steps can be
   * undone, so no two numbers have the same key.
   *
   * @param number not negative
   */
  public static long of(long number) {
    long key = number * FIRST_FACTOR & MASK;
    key ^= key >>> 32;
    key = key * SECOND_FACTOR & MASK;
    return key ^ key >>> 29;
  }

  /** A new array with the key, most significant byte first. */
  public static byte[] toBytes(long key) {
    byte[] bytes = new byte[LENGTH];
    copy(key, bytes);
    return bytes;
  }

  /** Writes the key to the beginning of an array, most significant byte first. */
  public static void copy(long key, byte[] target) {
    BIG_ENDIAN.set(target, 0, key);
  }

  /** Writes the key to a buffer that has the machine's byte order, most significant byte first. */
  public static void copy(long key, Bytes<?> target) {
    target.clear();
    target.writeLong(bigEndian(key));
  }

  /** Between a number and what eight bytes in the other order read as; there and back. */
  static long bigEndian(long number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Long.reverseBytes(number);
  }

  static long fromBytes(byte[] bytes) {
    return (long) BIG_ENDIAN.get(bytes, 0);
  }
}
