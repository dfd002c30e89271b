package dev.latchtree.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.chronicle.core.UnsafeMemory;

/**
 * Reads and writes off-heap memory. The one class through which every off-heap byte passes.
 *
 * <p>A {@code base} is a handle that {@link MemoryRegion} gave out (the start of a page, a word, a
 * ring); nobody else makes one, and nobody reads meaning into its value. Values are in native byte
 * order, which is little endian on every supported platform ({@link MemoryRegion} refuses others).
 *
 * <p>Nothing here checks bounds: an offset that came out of a page which another thread may be
 * changing has to be clamped to the page before it is used. The access mode is in the name; plain
 * access has no suffix.
 */
public final class Memory {

  // The exact class in a static final field: the JIT folds it, and each call below becomes one
  // instruction. An instance field or the interface type costs 1.1 to 1.3 times as much.
  private static final UnsafeMemory MEM;

  static {
    ChronicleRuntime.start();
    MEM = UnsafeMemory.INSTANCE;
  }

  private Memory() {}

  public static byte getByte(long base, int offset) {
    return MEM.readByte(base + offset);
  }

  public static short getShort(long base, int offset) {
    return MEM.readShort(base + offset);
  }

  public static int getInt(long base, int offset) {
    return MEM.readInt(base + offset);
  }

  public static long getLong(long base, int offset) {
    return MEM.readLong(base + offset);
  }

  public static void putByte(long base, int offset, byte value) {
    MEM.writeByte(base + offset, value);
  }

  public static void putShort(long base, int offset, short value) {
    MEM.writeShort(base + offset, value);
  }

  public static void putInt(long base, int offset, int value) {
    MEM.writeInt(base + offset, value);
  }

  public static void putLong(long base, int offset, long value) {
    MEM.writeLong(base + offset, value);
  }

  /** Copies {@code length} bytes; the ranges may overlap. */
  public static void copy(long from, long to, int length) {
    MEM.copyMemory(from, to, (long) length);
  }

  /** Copies {@code length} bytes out of off-heap memory into {@code target} at {@code start}. */
  public static void copyOut(long from, byte[] target, int start, int length) {
    MEM.readBytes(from, target, start, length);
  }

  /** Copies {@code length} bytes of {@code source} from {@code start} into off-heap memory. */
  public static void copyIn(byte[] source, int start, long to, int length) {
    MEM.copyMemory(source, start, to, length);
  }

  /**
   * Copies {@code length} bytes out of off-heap memory to the position of {@code target}, which
   * moves on. Serves buffers whose address nobody knows.
   */
  static void copyOut(long from, ByteBuffer target, int length) {
    ByteBuffer ordered = target.duplicate().order(ByteOrder.nativeOrder());
    int at = target.position();
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      ordered.putLong(at + done, MEM.readLong(from + done));
    }
    for (; done < length; done++) {
      ordered.put(at + done, MEM.readByte(from + done));
    }
    target.position(at + length);
  }

  /** Copies {@code length} bytes from the position of {@code source}, which moves on. */
  static void copyIn(ByteBuffer source, long to, int length) {
    ByteBuffer ordered = source.duplicate().order(ByteOrder.nativeOrder());
    int at = source.position();
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      MEM.writeLong(to + done, ordered.getLong(at + done));
    }
    for (; done < length; done++) {
      MEM.writeByte(to + done, ordered.get(at + done));
    }
    source.position(at + length);
  }

  /** Sets {@code length} bytes to zero. */
  public static void zero(long base, long length) {
    MEM.setMemory(base, length, (byte) 0);
  }

  public static int getIntVolatile(long base, int offset) {
    return MEM.readVolatileInt(base + offset);
  }

  public static long getLongVolatile(long base, int offset) {
    return MEM.readVolatileLong(base + offset);
  }

  /** Writes with release order: what this thread wrote before is seen before this value is. */
  public static void putIntRelease(long base, int offset, int value) {
    MEM.writeOrderedInt(base + offset, value);
  }

  /** Writes with release order: what this thread wrote before is seen before this value is. */
  public static void putLongRelease(long base, int offset, long value) {
    MEM.writeOrderedLong(base + offset, value);
  }

  public static boolean casLong(long base, int offset, long expected, long value) {
    return MEM.compareAndSwapLong(base + offset, expected, value);
  }

  /** Adds atomically, with the effect of a full fence, and returns the new value. */
  public static long addLong(long base, int offset, long increment) {
    return MEM.addLong(base + offset, increment);
  }
}
