package dev.latchtree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.storage.Storage;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Tree;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.io.IOException;

/** What is under the trees of a store: its pages, its journal, and the files of both. */
interface StoreFiles {

  BufferPool pool();

  Journal journal();

  /** Whether the first pages have to be made. */
  boolean isNew();

  /** The trees are there; what a crash has left without a place is freed. */
  default void begin(Tree catalog) {}

  // ---- work

  default void sync() {}

  /** Refuses a tier that the policy does not have. */
  default void requireTier(Tier tier) {}

  /** Waits until a change has reached {@code tier}; or does nothing if nothing outlasts memory. */
  default Receipt commit(long lsn, Tier tier) {
    return new Receipt(lsn, Tier.MEMORY, 0, 0);
  }

  default Receipt awaitDurable(Receipt receipt) {
    return receipt;
  }

  default void checkpoint() {}

  void backup(Storage target) throws IOException;

  StoreStats stats(int waitingMerges);

  // ---- the end, in this order; the pool is closed before the last one

  /** Nothing is done in the background any more. */
  default void stop() {}

  /** All that there is goes to the files. */
  default void finish() {}

  /** Whether the pool may write when it is closed. */
  default boolean mayWrite() {
    return true;
  }

  void close() throws IOException;

  /** The end of files of which no store was made; the pool is closed, perhaps. */
  void abandon() throws IOException;
}
