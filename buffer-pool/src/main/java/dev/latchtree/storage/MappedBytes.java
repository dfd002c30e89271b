package dev.latchtree.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a file of the file system.
 *
 * <p>Only on Linux: there a sync of any descriptor writes pages that were changed through a mapping
 * like all others, and reports what goes wrong with them like all else. Other systems promise that
 * for a sync of the mapping alone.
 */
final class MappedBytes implements FileMapping {

  private static final boolean AVAILABLE = System.getProperty("os.name").startsWith("Linux");

  private @Nullable MappedByteBuffer bytes;

  private MappedBytes(MappedByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Maps the first {@code length} bytes, which are there; null if this system is not Linux. */
  static @Nullable MappedBytes of(Path path, long length) throws IOException {
    return AVAILABLE ? new MappedBytes(map(path, length)) : null;
  }

  /** Through a channel of its own: interrupts close the channel of the call that they meet. */
  private static MappedByteBuffer map(Path path, long length) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          if (channel.size() < length) {
            throw new IOException(
                "%s has %d bytes: too few to map %d".formatted(path, channel.size(), length));
          }
          return channel.map(MapMode.READ_WRITE, 0, length);
        } catch (ClosedByInterruptException closedUnderThisCall) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void write(ByteBuffer source, int position) {
    MappedByteBuffer target = bytes;
    if (target == null) {
      throw new IllegalStateException("this mapping is closed");
    }
    int length = source.remaining();
    target.put(position, source, source.position(), length);
    source.position(source.position() + length);
  }

  @Override
  public void close() {
    MappedByteBuffer mapped = bytes;
    if (mapped != null) {
      bytes = null;
      Unmapper.unmap(mapped);
    }
  }
}
