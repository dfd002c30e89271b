package dev.latchtree.node;

import dev.latchtree.memory.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The order of keys: byte by byte, unsigned; of two of which one begins the other, the shorter. */
public final class Keys {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Keys() {}

  /** The head of a key, see {@link NodeLayout}. */
  static int head(byte[] key, int from, int length) {
    if (length >= Integer.BYTES) {
      return (int) INT.get(key, from);
    }
    int head = 0;
    for (int i = 0; i < length; i++) {
      head |= (key[from + i] & 0xff) << (Integer.SIZE - Byte.SIZE * (i + 1));
    }
    return head;
  }

  /** Compares a key that lies off the heap with one that lies on it. */
  static int compare(long a, int aOffset, int aLength, byte[] b, int bFrom, int bLength) {
    int common = Math.min(aLength, bLength);
    int i = 0;
    for (; i + Long.BYTES <= common; i += Long.BYTES) {
      long left = Memory.getLong(a, aOffset + i);
      long right = (long) LONG.get(b, bFrom + i);
      if (left != right) {
        return Long.compareUnsigned(Long.reverseBytes(left), Long.reverseBytes(right));
      }
    }
    for (; i < common; i++) {
      int difference = (Memory.getByte(a, aOffset + i) & 0xff) - (b[bFrom + i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return aLength - bLength;
  }

  /** How many bytes two keys have in common at their start. */
  public static int commonPrefix(byte[] a, int aLength, byte[] b, int bLength) {
    int common = Math.min(aLength, bLength);
    int i = 0;
    while (i < common && a[i] == b[i]) {
      i++;
    }
    return i;
  }

  /**
   * The length of the shortest start of {@code right} that is larger than {@code left}: what
   * divides two neighbours and nothing more.
   */
  public static int separatorLength(byte[] left, int leftLength, byte[] right, int rightLength) {
    return Math.min(commonPrefix(left, leftLength, right, rightLength) + 1, rightLength);
  }
}
