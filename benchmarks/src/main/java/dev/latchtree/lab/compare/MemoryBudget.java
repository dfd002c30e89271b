package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Home;

/**
 * The memory an engine's process gets: the same for all of a group, and where everything is to fit,
 * several times what the entries take. Those on the heap have all of it as heap, and a share of
 * that as cache; those outside have a small heap, and the rest as pool.
 *
 * @param total what the process may take, in bytes
 * @param heap the process's largest heap
 * @param pool memory for pages, or what the engine calls a cache; within the heap if it is there
 */
record MemoryBudget(long total, long heap, long pool) {

  /** A cache on the heap leaves room for what a request needs, and for the collector. */
  private static final double CACHE_SHARE_OF_HEAP = 0.6;

  private static final long SMALL_HEAP = 256L << 20;
  private static final long LEAST = 512L << 20;

  /** What an entry takes beside its bytes, where it takes most: on a heap. */
  private static final int OVERHEAD = 82;

  /** A heap wants to be so much larger than what lives in it. */
  private static final int ROOM = 3;

  static MemoryBudget of(Engine engine, Group group) {
    boolean onHeap = engine.home(group.mode()) == Home.HEAP;
    if (group.isLimited()) {
      long total = SMALL_HEAP + (long) (group.cacheBytes() / CACHE_SHARE_OF_HEAP);
      return new MemoryBudget(total, onHeap ? total : SMALL_HEAP, group.cacheBytes());
    }
    long entry = (long) group.entryBytes() + OVERHEAD;
    long total = LEAST + (long) (group.entries() * entry * ROOM * group.stores());
    return onHeap
        ? new MemoryBudget(total, total, (long) (total * CACHE_SHARE_OF_HEAP))
        : new MemoryBudget(total, SMALL_HEAP, total - SMALL_HEAP);
  }

  String inMebibytes() {
    return (total >> 20) + "MiB";
  }
}
