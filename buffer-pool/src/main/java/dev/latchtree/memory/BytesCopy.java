package dev.latchtree.memory;

import net.openhft.chronicle.bytes.Bytes;

/** Copies between off-heap memory of ours and the buffers of users. */
public final class BytesCopy {

  private BytesCopy() {}

  /**
   * Appends {@code length} bytes of off-heap memory to {@code target}: one copy.
   *
   * @throws java.nio.BufferOverflowException if it has no room for them
   */
  public static void append(long from, int length, Bytes<?> target) {
    long position = target.writePosition();
    target.ensureCapacity(position + length);
    if (target.isDirectMemory()) {
      Memory.copy(from, target.addressForWrite(position), length);
    } else {
      int done = 0;
      for (; done + Long.BYTES <= length; done += Long.BYTES) {
        target.writeLong(position + done, Memory.getLong(from, done));
      }
      for (; done < length; done++) {
        target.writeByte(position + done, Memory.getByte(from, done));
      }
    }
    target.writePosition(position + length);
  }

  /** Copies the readable bytes of {@code source}, which stay readable, to the start of an array. */
  public static void copyReadable(Bytes<?> source, byte[] target) {
    source.read(source.readPosition(), target, 0, Math.toIntExact(source.readRemaining()));
  }
}
