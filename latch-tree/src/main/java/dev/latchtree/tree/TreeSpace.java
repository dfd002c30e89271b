package dev.latchtree.tree;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;

/**
 * What all trees of a store have in common: pages, journal, protocol, and the merges that were
 * given up.
 */
public final class TreeSpace implements AutoCloseable {

  private final BufferPool pool;
  private final Journal journal;
  private final Protocol protocol;
  private final SplitPolicy splitPolicy;
  private final MergeQueue mergeQueue = new MergeQueue();
  private final ChainRegistry chainRegistry = new ChainRegistry();
  private final Tidier tidier;

  /**
   * Takes over the pool: {@link #close} closes it.
   *
   * @param backgroundMerges whether a thread takes up merges that were given up
   */
  public TreeSpace(
      BufferPool pool,
      Journal journal,
      LatchProtocol protocol,
      SplitPolicy splitPolicy,
      boolean backgroundMerges) {
    this.pool = pool;
    this.journal = journal;
    this.protocol = Protocol.of(protocol);
    this.splitPolicy = splitPolicy;
    tidier = new Tidier(mergeQueue, backgroundMerges);
  }

  public BufferPool pool() {
    return pool;
  }

  Journal journal() {
    return journal;
  }

  Protocol protocol() {
    return protocol;
  }

  SplitPolicy splitPolicy() {
    return splitPolicy;
  }

  ChainRegistry chainRegistry() {
    return chainRegistry;
  }

  /** Leaves a merge to others; false if there are too many of them already. */
  boolean giveUp(Tree tree, RepairList.Task task) {
    byte[] key = java.util.Arrays.copyOf(task.key, task.keyLength);
    return mergeQueue.offer(new MergeQueue.Merge(tree, task.level, key));
  }

  /** Takes up all merges that were given up, and returns when none is left. */
  public void tidy() {
    tidier.tidy();
  }

  /** Merges that were given up and wait. */
  public int waitingMerges() {
    return mergeQueue.size();
  }

  /**
   * Waits for the operations under way, and ends.
   *
   * @throws IllegalStateException from inside an operation or a callback
   */
  @Override
  public void close() {
    try {
      pool.close();
    } finally {
      tidier.stop();
    }
  }
}
