package dev.latchtree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.recovery.Persistence;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Tree;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Under a store with files: page file, log and control file, and the lock on them. */
final class DurableFiles implements StoreFiles {

  private final HeldStorage storage;
  private final Persistence persistence;

  private DurableFiles(HeldStorage storage, Persistence persistence) {
    this.storage = storage;
    this.persistence = persistence;
  }

  static DurableFiles open(HeldStorage held, StoreOptions options, int span) throws IOException {
    Persistence persistence =
        Persistence.open(held.storage(), options.durability(), options.pool(), span);
    return new DurableFiles(held, persistence);
  }

  @Override
  public BufferPool pool() {
    return persistence.pool();
  }

  @Override
  public Journal journal() {
    return persistence.journal();
  }

  @Override
  public void begin(Tree catalog) {
    persistence.begin(catalog);
  }

  @Override
  public void sync() {
    persistence.sync();
  }

  @Override
  public void requireTier(Tier tier) {
    persistence.requireTier(tier);
  }

  @Override
  public Receipt commit(long lsn, Tier tier) {
    return persistence.commit(lsn, tier);
  }

  @Override
  public Receipt awaitDurable(Receipt receipt) {
    return persistence.awaitDurable(receipt);
  }

  @Override
  public void checkpoint() {
    persistence.checkpoint();
  }

  @Override
  public boolean isNew() {
    return persistence.isNew();
  }

  @Override
  public void backup(Storage target) throws IOException {
    persistence.backup(target);
  }

  @Override
  public StoreStats stats(int waitingMerges) {
    try {
      return new StoreStats(
          pool().stats(),
          waitingMerges,
          persistence.logStats(),
          persistence.checkpoints(),
          persistence.recovery(),
          persistence.space());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    persistence.stopCheckpoints();
  }

  @Override
  public void finish() {
    persistence.finish();
  }

  @Override
  public boolean mayWrite() {
    return !persistence.hasFailed();
  }

  @Override
  public void close() throws IOException {
    try (storage) {
      persistence.close();
    }
  }

  @Override
  public void abandon() throws IOException {
    try (storage) {
      persistence.abandon();
    }
  }
}
