package dev.latchtree.wal;

import dev.latchtree.storage.FileMapping;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is being filled, by calls or through memory ({@link LogWrites}). For the leader
 * only, so nobody writes when the memory goes.
 *
 * <p><b>Blocks.</b> A file that was prepared, or used before, may have left the system's cache by
 * now; and the system reads a block of which only a part is written. So the last block of a write,
 * when it is met first and will not be filled, is written whole with zeros before. Nothing of the
 * log lies there yet: what a former life has left behind the end is no record of this one.
 */
final class OpenSegment implements AutoCloseable {

  /**
   * From so many bytes on a call is cheaper than the memory: a page that is written through memory
   * costs a fault, and at the next sync an interrupt of all processors.
   */
  static final int LARGE = 512;

  /** No file system that we know has larger ones by default. */
  static final int BLOCK = 4096;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BLOCK).asReadOnlyBuffer();

  private final StorageFile file;
  private final @Nullable FileMapping memory;

  /** The blocks behind it are to be made. */
  private final long size;

  private boolean dirty;

  /** The blocks before it have been written whole in this life, or hold records of the last. */
  private int met;

  private OpenSegment(StorageFile file, @Nullable FileMapping memory, long size) {
    this.file = file;
    this.memory = memory;
    this.size = size;
  }

  /** Begins to fill a file, which belongs to the segment from now on, also if this fails. */
  static OpenSegment of(StorageFile file, LogWrites writes, int segmentSize) throws IOException {
    boolean opened = false;
    try {
      long size = file.size();
      FileMapping memory = writes == LogWrites.MAPPED ? file.map(segmentSize) : null;
      opened = true;
      return new OpenSegment(file, memory, size);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  void write(ByteBuffer bytes, int position) throws IOException {
    dirty = true;
    int wanted = bytes.remaining();
    meet(position, position + wanted);
    if (memory != null && wanted < LARGE) {
      memory.write(bytes, position);
      return;
    }
    writeToFile(bytes, position);
  }

  /** Before bytes are written there: all blocks between are filled by them, but for the last. */
  private void meet(int from, int to) throws IOException {
    int last = to / BLOCK * BLOCK;
    met = Math.max(met, (from + BLOCK - 1) / BLOCK * BLOCK);
    if (last >= met && last < to && last + BLOCK <= size) {
      writeToFile(ZEROS.duplicate(), last);
      met = last + BLOCK;
    }
  }

  private void writeToFile(ByteBuffer bytes, int position) throws IOException {
    int wanted = bytes.remaining();
    int written = file.write(bytes, position);
    if (written != wanted) {
      throw new IOException(
          "%s: wrote %d of %d bytes at position %d; is the disk full?"
              .formatted(file.describe(), written, wanted, position));
    }
  }

  boolean isDirty() {
    return dirty;
  }

  /** The file, to be synced; it stays this segment's. */
  StorageFile file() {
    return file;
  }

  /** Lets go of the memory: the segment is full. */
  void leaveMemory() {
    if (memory != null) {
      memory.close();
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      leaveMemory();
    }
  }
}
