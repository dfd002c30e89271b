package dev.latchtree.storage.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing array of bytes; what lies behind its size is zero. Not thread safe. */
final class ByteImage {
  private byte[] bytes = new byte[0];
  private int size;

  int size() {
    return size;
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  void get(int position, ByteBuffer target, int count) {
    target.put(bytes, position, count);
  }

  void put(int position, ByteBuffer source, int count) {
    growTo(position + count);
    source.get(bytes, position, count);
  }

  void put(int position, byte[] source, int from, int count) {
    growTo(position + count);
    System.arraycopy(source, from, bytes, position, count);
  }

  /** Extends the image with zeros to {@code newSize}, if it is shorter. */
  void growTo(int newSize) {
    if (newSize > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, newSize * 3L / 2));
    }
    size = Math.max(size, newSize);
  }

  /** Cuts the image to {@code newSize}, if it is longer. */
  void cutTo(int newSize) {
    if (newSize < size) {
      Arrays.fill(bytes, newSize, size, (byte) 0);
      size = newSize;
    }
  }

  void become(ByteImage other) {
    bytes = Arrays.copyOf(other.bytes, other.size);
    size = other.size;
  }
}
