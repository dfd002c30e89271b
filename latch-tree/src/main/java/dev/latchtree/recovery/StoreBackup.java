package dev.latchtree.recovery;

import dev.latchtree.recovery.ControlState.Phase;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Copies an open store: first the page file as it is, then the log. A page that was written while
 * it was copied may be torn; but then it was changed since the last checkpoint began, and the log
 * has its image. A page may be newer than others; but no newer than the log, which is copied behind
 * it up to what is on disk then. So the copy is what a crash at that moment would have left.
 *
 * <p>No checkpoint may end meanwhile, and the log not be cut.
 */
final class StoreBackup {

  private static final int BLOCK = 1 << 20;

  private final Storage source;
  private final Storage target;

  StoreBackup(Storage source, Storage target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if the target is not empty
   */
  void copy(ControlState state, WriteAheadLog log) throws IOException {
    if (!target.list().isEmpty()) {
      throw new IllegalArgumentException(
          "a backup needs an empty directory, and %s is there"
              .formatted(target.describe(target.list().get(0))));
    }
    copyPages();
    log.copyTo(target);
    target.syncDirectory();
    ControlFile.create(target, state.with(Phase.OPEN)).close(); // last: now it is a store
  }

  private void copyPages() throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (StorageFile from = source.open(Persistence.PAGES, OpenMode.READ_ONLY);
        StorageFile to = target.open(Persistence.PAGES, OpenMode.CREATE_NEW)) {
      long at = 0;
      int count = from.read(block, at);
      while (count > 0) {
        to.writeFully(block.flip(), at);
        at += count;
        count = from.read(block.clear(), at);
      }
      to.sync();
    }
  }
}
