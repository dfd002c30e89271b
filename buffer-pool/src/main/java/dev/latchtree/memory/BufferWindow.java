package dev.latchtree.memory;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import net.openhft.chronicle.core.UnsafeMemory;

/**
 * Lays a direct {@link ByteBuffer} over memory that we own, so that channel I/O needs no copy.
 *
 * <p>The public ways to do this need a JVM flag on 17 or a preview on others, so this class sets
 * two private fields of an empty direct buffer: its address and its capacity. It tries that once,
 * on memory of its own; if the JDK has changed ({@link #AVAILABLE} is then false) every user falls
 * back to a copy.
 */
final class BufferWindow {

  private static final long ADDRESS_FIELD;
  private static final long CAPACITY_FIELD;

  /** Whether windows work on this JDK; {@code -Dlatchtree.bufferWindows=false} pretends not. */
  static final boolean AVAILABLE;

  static {
    ChronicleRuntime.start();
    long address = -1;
    long capacity = -1;
    boolean available = false;
    if (Boolean.parseBoolean(System.getProperty("latchtree.bufferWindows", "true"))) {
      try {
        address = UnsafeMemory.unsafeObjectFieldOffset(Buffer.class.getDeclaredField("address"));
        capacity = UnsafeMemory.unsafeObjectFieldOffset(Buffer.class.getDeclaredField("capacity"));
        available = probe(address, capacity);
      } catch (NoSuchFieldException | UnsupportedOperationException e) {
        // Another JDK: not an error, but slower. Whoever wonders can see it in the log.
        System.getLogger(BufferWindow.class.getName())
            .log(System.Logger.Level.DEBUG, "no buffer windows on this JDK: page reads copy", e);
      }
    }
    ADDRESS_FIELD = address;
    CAPACITY_FIELD = capacity;
    AVAILABLE = available;
  }

  private BufferWindow() {}

  static ByteBuffer over(long address, int length) {
    return over(address, length, ADDRESS_FIELD, CAPACITY_FIELD);
  }

  private static ByteBuffer over(long address, int length, long addressField, long capacityField) {
    ByteBuffer window = ByteBuffer.allocateDirect(0);
    UnsafeMemory.unsafePutLong(window, addressField, address);
    UnsafeMemory.unsafePutInt(window, capacityField, length);
    window.clear();
    return window;
  }

  /** Reads a direct buffer of the JDK's own through a window over the same bytes. */
  private static boolean probe(long addressField, long capacityField) {
    ByteBuffer owned = ByteBuffer.allocateDirect(Long.BYTES);
    long address = UnsafeMemory.unsafeGetLong(owned, addressField);
    if (UnsafeMemory.unsafeGetInt(owned, capacityField) != Long.BYTES || address == 0) {
      return false;
    }
    ByteBuffer window = over(address, Long.BYTES, addressField, capacityField);
    owned.putLong(0, 0x1234_5678_9abc_def0L);
    return window.capacity() == Long.BYTES && window.getLong(0) == 0x1234_5678_9abc_def0L;
  }
}
