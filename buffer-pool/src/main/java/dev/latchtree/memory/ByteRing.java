package dev.latchtree.memory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An off-heap ring addressed by an endless byte position: position {@code p} lives at {@code p mod
 * capacity}. It knows nothing of records, and who may write where is its user's business.
 *
 * <p>Ints and longs must lie on a multiple of their size, so none ever wraps. A writer fills a
 * range and then publishes it with {@link #putIntRelease}; a reader that saw the published value
 * with {@link #getIntVolatile} sees the range: the release keeps the fill before the publication,
 * the volatile read keeps the range's reads behind it.
 */
public final class ByteRing implements AutoCloseable {

  private final MemoryRegion region;
  private final long base;
  private final long mask;

  /**
   * @param capacity bytes; a power of two, at least 4,096
   * @throws IllegalArgumentException for any other capacity
   */
  public ByteRing(long capacity) {
    if (capacity < MemoryRegion.ALIGNMENT || Long.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "capacity of a ring must be a power of two of at least "
              + MemoryRegion.ALIGNMENT
              + ": "
              + capacity);
    }
    region = MemoryRegion.allocate(capacity);
    base = region.base();
    mask = capacity - 1;
    Memory.zero(base, capacity);
  }

  public long capacity() {
    return mask + 1;
  }

  /** Bytes from {@code position} to the end of the ring: what can be touched without a wrap. */
  public long untilWrap(long position) {
    return mask + 1 - (position & mask);
  }

  public int getIntVolatile(long position) {
    return Memory.getIntVolatile(base + (position & mask), 0);
  }

  public void putIntRelease(long position, int value) {
    Memory.putIntRelease(base + (position & mask), 0, value);
  }

  public int getInt(long position) {
    return Memory.getInt(base + (position & mask), 0);
  }

  public void putInt(long position, int value) {
    Memory.putInt(base + (position & mask), 0, value);
  }

  public long getLong(long position) {
    return Memory.getLong(base + (position & mask), 0);
  }

  public void putLong(long position, long value) {
    Memory.putLong(base + (position & mask), 0, value);
  }

  /** Copies {@code source} to {@code position}, over the wrap if need be. */
  public void copyIn(byte[] source, int start, long position, int length) {
    int first = (int) Math.min(length, untilWrap(position));
    Memory.copyIn(source, start, base + (position & mask), first);
    Memory.copyIn(source, start + first, base, length - first);
  }

  /** Copies off-heap bytes to {@code position}, over the wrap if need be. */
  public void copyIn(long from, long position, int length) {
    int first = (int) Math.min(length, untilWrap(position));
    Memory.copy(from, base + (position & mask), first);
    Memory.copy(from + first, base, length - first);
  }

  /** Copies {@code length} bytes at {@code position} out, over the wrap if need be. */
  public void copyOut(long position, byte[] target, int start, int length) {
    int first = (int) Math.min(length, untilWrap(position));
    Memory.copyOut(base + (position & mask), target, start, first);
    Memory.copyOut(base, target, start + first, length - first);
  }

  /** Sets {@code length} bytes at {@code position} to zero, over the wrap if need be. */
  public void zero(long position, long length) {
    long first = Math.min(length, untilWrap(position));
    Memory.zero(base + (position & mask), first);
    Memory.zero(base, length - first);
  }

  /**
   * A buffer over {@code length} bytes at {@code position} for channel I/O, or {@code null} where
   * the JDK offers none (then {@link #copyOut}).
   *
   * @throws IndexOutOfBoundsException if the range passes the end of the ring, see {@link
   *     #untilWrap}
   */
  public @Nullable ByteBuffer view(long position, int length) {
    return region.view(position & mask, length);
  }

  @Override
  public void close() {
    region.close();
  }
}
