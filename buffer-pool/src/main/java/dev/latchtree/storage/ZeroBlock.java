package dev.latchtree.storage;

import java.nio.ByteBuffer;

/** The block of zeros that {@link StorageFile#allocate} writes; shared, never written to. */
final class ZeroBlock {
  private static final int SIZE = 256 * 1024;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(SIZE).asReadOnlyBuffer();

  private ZeroBlock() {}

  /** A view of {@code min(length, block size)} zeros with a position of its own. */
  static ByteBuffer ofAtMost(long length) {
    return ZEROS.duplicate().limit((int) Math.min(length, SIZE));
  }
}
