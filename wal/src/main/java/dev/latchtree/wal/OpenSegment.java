package dev.latchtree.wal;

import dev.latchtree.storage.FileMapping;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is being filled, by calls or through memory ({@link LogWrites}). For the leader
 * only, so nobody writes when the memory goes.
 */
final class OpenSegment implements AutoCloseable {

  /**
   * From so many bytes on a call is cheaper than the memory: a page that is written through memory
   * costs a fault, and at the next sync an interrupt of all processors.
   */
  static final int LARGE = 512;

  private final StorageFile file;
  private final @Nullable FileMapping memory;
  private boolean dirty;

  private OpenSegment(StorageFile file, @Nullable FileMapping memory) {
    this.file = file;
    this.memory = memory;
  }

  /** Begins to fill a file, which belongs to the segment from now on, also if this fails. */
  static OpenSegment of(StorageFile file, LogWrites writes, int segmentSize) throws IOException {
    boolean opened = false;
    try {
      FileMapping memory = writes == LogWrites.MAPPED ? file.map(segmentSize) : null;
      opened = true;
      return new OpenSegment(file, memory);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  void write(ByteBuffer bytes, int position) throws IOException {
    dirty = true;
    int wanted = bytes.remaining();
    if (memory != null && wanted < LARGE) {
      memory.write(bytes, position);
      return;
    }
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
