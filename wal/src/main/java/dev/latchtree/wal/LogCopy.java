package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Copies segments up to an LSN that is durable. What follows it in the last one is left out: that
 * is being written, and a copy of it could show a later record without an earlier one.
 */
final class LogCopy {

  private static final int BLOCK = 1 << 20;

  private LogCopy() {}

  static void copy(Storage from, Storage to, long firstLsn, long endLsn, LogGeometry geometry)
      throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    for (long index = geometry.segmentOf(firstLsn); index <= geometry.segmentOf(endLsn); index++) {
      String name = SegmentLayout.fileName(index);
      if (!from.exists(name)) {
        return; // the end is where the next segment would begin
      }
      boolean last = index == geometry.segmentOf(endLsn);
      copy(from, to, name, last ? geometry.positionOf(endLsn) : geometry.segmentSize(), block);
    }
  }

  private static void copy(Storage from, Storage to, String name, long size, ByteBuffer block)
      throws IOException {
    try (StorageFile source = from.open(name, OpenMode.READ_ONLY);
        StorageFile target = to.open(name, OpenMode.CREATE_NEW)) {
      long end = Math.min(size, source.size());
      for (long at = 0; at < end; at += block.limit()) {
        block.clear().limit((int) Math.min(BLOCK, end - at));
        source.readFully(block, at);
        target.writeFully(block.flip(), at);
      }
      target.sync();
    }
  }
}
