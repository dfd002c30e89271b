package dev.latchtree;

/**
 * Changes of many keys, in one tree or several of a store, that happen all at once or not at all:
 * for readers of single keys, for {@link LatchTree#getAll} and, once a store is durable, for
 * crashes. A cursor may see part of it.
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

  /** Forgets what was not committed. */
  @Override
  void close();
}
