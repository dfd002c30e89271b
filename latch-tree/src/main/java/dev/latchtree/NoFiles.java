package dev.latchtree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.recovery.CheckpointStats;
import dev.latchtree.recovery.RecoverySummary;
import dev.latchtree.recovery.SpaceUse;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.NoJournal;

/** Under a store that lives in memory. */
record NoFiles(BufferPool pool, Journal journal) implements StoreFiles {

  NoFiles(BufferPool pool) {
    this(pool, new NoJournal());
  }

  @Override
  public boolean isNew() {
    return true;
  }

  @Override
  public void backup(Storage target) {
    throw new UnsupportedOperationException("a store in memory has no files to copy");
  }

  @Override
  public StoreStats stats(int waitingMerges) {
    return new StoreStats(
        pool.stats(),
        waitingMerges,
        null,
        CheckpointStats.NONE,
        RecoverySummary.NOTHING,
        SpaceUse.NONE);
  }

  @Override
  public void close() {}

  @Override
  public void abandon() {
    pool.closeWithoutWriting();
  }
}
