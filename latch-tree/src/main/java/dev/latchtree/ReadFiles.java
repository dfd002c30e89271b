package dev.latchtree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.recovery.ReadOnlyFiles;
import dev.latchtree.recovery.RecoverySummary;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Under a store that was opened to be read. */
final class ReadFiles implements StoreFiles {

  private final HeldStorage storage;
  private final ReadOnlyFiles files;
  private final Journal journal;

  private ReadFiles(HeldStorage storage, ReadOnlyFiles files) {
    this.storage = storage;
    this.files = files;
    journal = files.journal();
  }

  static ReadFiles open(HeldStorage held, StoreOptions options, int span) throws IOException {
    return new ReadFiles(held, ReadOnlyFiles.open(held.storage(), options.pool(), span));
  }

  @Override
  public BufferPool pool() {
    return files.pool();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public boolean isNew() {
    return false;
  }

  @Override
  public void backup(Storage target) {
    throw new UnsupportedOperationException(
        "the store was opened to be read only: copy its files instead");
  }

  @Override
  public StoreStats stats(int waitingMerges) {
    try {
      return new StoreStats(
          pool().stats(),
          waitingMerges,
          null,
          files.checkpoints(),
          RecoverySummary.NOTHING,
          files.space());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }

  @Override
  public void abandon() throws IOException {
    try (storage) {
      pool().closeWithoutWriting();
    }
  }
}
