package dev.latchtree.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One open file: positional I/O without a current position. All methods are thread safe and may run
 * at the same time; writes that overlap and are not ordered by the caller leave a mixture.
 *
 * <p><b>Crash.</b> What was written since the last successful {@link #sync()} may survive, in part
 * and in any order, torn at sector borders. What was written before it survives.
 *
 * <p><b>Interrupts</b> never disturb a call and never close the file, see {@link Storage}.
 *
 * <p>Use after {@link #close()}, or a change through a {@link OpenMode#READ_ONLY} handle, is an
 * {@link IllegalStateException}; a negative position or size an {@link IllegalArgumentException}.
 */
public interface StorageFile extends AutoCloseable {

  /** The full path of the file, for messages. */
  String describe();

  /**
   * Reads up to {@code target.remaining()} bytes at {@code position} and advances the target by
   * what was read.
   *
   * @return the number of bytes read, at least 1 unless the target is full; -1 at or behind the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes up to {@code source.remaining()} bytes at {@code position} and advances the source by
   * what was written. Writing behind the end fills the gap with zeros. A write that fails may have
   * changed any of the bytes it covers; the source is not advanced then.
   *
   * @return the number of bytes written, at least 1 unless the source is empty
   */
  int write(ByteBuffer source, long position) throws IOException;

  /** The size of the file in bytes. */
  long size() throws IOException;

  /** Cuts the file to {@code size} bytes; has no effect on a file that is not longer. */
  void truncate(long size) throws IOException;

  /**
   * Makes everything that was written or truncated before this call durable, the file's size
   * included.
   *
   * <p>When a sync fails the system may have dropped the data it should have written, may still
   * show it to readers, and may report success next time. So a failed sync must never be tried
   * again; an implementation may enforce that with {@link SyncFailedException}.
   */
  void sync() throws IOException;

  /**
   * The first {@code length} bytes of the file as memory, or null where that cannot be had. The
   * file has these bytes, best with all their blocks, and keeps them until the mapping is closed.
   *
   * @throws IOException if the file is shorter
   */
  default @Nullable FileMapping map(long length) throws IOException {
    return null;
  }

  /** Closes this handle; does not sync. Closing twice has no effect. */
  @Override
  void close() throws IOException;

  /**
   * Fills {@code target} from {@code position} on, in as many reads as it takes.
   *
   * @throws EOFException if the file ends before
   */
  default void readFully(ByteBuffer target, long position) throws IOException {
    int wanted = target.remaining();
    int found = 0;
    while (found < wanted) {
      int count = read(target, position + found);
      if (count < 0) {
        throw new EOFException(
            "%s ends too early: wanted %d bytes at position %d, found %d"
                .formatted(describe(), wanted, position, found));
      }
      found += requireProgress(count, "read", position + found);
    }
  }

  /** Writes all of {@code source} at {@code position}, in as many writes as it takes. */
  default void writeFully(ByteBuffer source, long position) throws IOException {
    int wanted = source.remaining();
    int written = 0;
    while (written < wanted) {
      written += requireProgress(write(source, position + written), "write", position + written);
    }
  }

  /**
   * Writes {@code length} zeros at {@code position}, in blocks. A disk that is too full for them
   * says so now, not when the space is needed. Overwrites what is there.
   */
  default void allocate(long position, long length) throws IOException {
    if (position < 0 || length < 0) {
      throw new IllegalArgumentException(
          "Cannot allocate %d bytes at position %d".formatted(length, position));
    }
    for (long done = 0; done < length; ) {
      ByteBuffer zeros = ZeroBlock.ofAtMost(length - done);
      int count = zeros.remaining();
      writeFully(zeros, position + done);
      done += count;
    }
  }

  private int requireProgress(int count, String operation, long position) throws IOException {
    if (count == 0) {
      throw new IOException(
          "%s: a %s at position %d made no progress".formatted(describe(), operation, position));
    }
    return count;
  }
}
