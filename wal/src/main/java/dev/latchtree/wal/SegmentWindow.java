package dev.latchtree.wal;

import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A part of a segment file in memory that moves with its reader, in large reads. Off-heap, so that
 * neither reads nor checksums copy. Not thread safe.
 */
final class SegmentWindow {

  static final int SIZE = 512 << 10;

  private ByteBuffer bytes = newBuffer(SIZE);
  private ByteBuffer view = bytes.duplicate();
  private @Nullable StorageFile file;
  private int segmentSize;

  /** Position in the file of the first byte in memory. */
  private int start;

  private int filled;

  private static ByteBuffer newBuffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Forgets what is in memory and turns to another file, of which at most a segment is read. */
  void moveTo(StorageFile newFile, int newSegmentSize) {
    file = newFile;
    segmentSize = newSegmentSize;
    start = 0;
    filled = 0;
  }

  /** The memory; valid until the next call of {@link #find} or {@link #grow}. */
  ByteBuffer bytes() {
    return bytes;
  }

  int capacity() {
    return bytes.capacity();
  }

  /**
   * Where in {@link #bytes} the byte at {@code position} is, with at least {@code wanted} bytes
   * from there on; -1 if the file ends before or the window is smaller.
   */
  int find(int position, int wanted) throws IOException {
    int at = position - start;
    return at >= 0 && wanted <= filled - at ? at : load(position, wanted);
  }

  private int load(int position, int wanted) throws IOException {
    if (wanted > bytes.capacity() || position > segmentSize - wanted) {
      return -1;
    }
    int at = position - start;
    if (at >= 0 && at < filled) {
      bytes.limit(filled).position(at);
      bytes.compact();
      filled -= at;
    } else {
      filled = 0;
    }
    start = position;
    int limit = Math.min(bytes.capacity(), segmentSize - position);
    while (filled < wanted) {
      bytes.limit(limit).position(filled);
      int count = requireFile().read(bytes, position + (long) filled);
      if (count <= 0) {
        return -1;
      }
      filled += count;
    }
    return 0;
  }

  private StorageFile requireFile() {
    if (file == null) {
      throw new IllegalStateException("no file to read");
    }
    return file;
  }

  /** Makes room for {@code size} bytes at once; what is in memory is forgotten. */
  void grow(int size) {
    bytes = newBuffer(size);
    view = bytes.duplicate();
    filled = 0;
  }

  /** The bytes {@code [from, to)} of the memory, to be consumed at once; the same buffer always. */
  ByteBuffer view(int from, int to) {
    return view.limit(to).position(from);
  }
}
