package dev.latchtree;

import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;

/**
 * Changes of many keys, in one tree or several of a store, that happen all at once or not at all:
 * for readers of single keys, for {@link LatchTree#getAll} and for crashes. A cursor may see part
 * of it.
 *
 * <p>Collected in memory until {@link #commit()}; of several changes of a key the last counts. For
 * one thread.
 */
public interface Batch extends AutoCloseable {

  /** The key shall have this value. */
  Batch put(LatchTree tree, byte[] key, byte[] value);

  /** The key shall be gone. */
  Batch remove(LatchTree tree, byte[] key);

  /** Keys to be changed so far. */
  int size();

  /**
   * Makes the changes; afterwards the batch is empty and may be used again.
   *
   * @throws IllegalArgumentException if they need more pages than a batch may change at once; the
   *     message names both. Nothing is changed then.
   */
  void commit();

  /**
   * Like {@link #commit()}, but waits until the batch has reached {@code tier}, whatever the
   * store's own policy is; with {@link Tier#MEMORY} it does not wait at all. A store in memory
   * never waits, and its receipts say so.
   *
   * @throws IllegalArgumentException for {@link Tier#INTERVAL}, unless that is the store's policy;
   *     nothing is changed then
   * @return what was waited for
   */
  Receipt commit(Tier tier);

  /** Forgets what was not committed. */
  @Override
  void close();
}
