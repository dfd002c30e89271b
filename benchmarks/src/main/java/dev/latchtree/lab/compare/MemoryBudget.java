package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Home;
import dev.latchtree.lab.engine.Mode;

/**
 * The memory an engine's process gets: the same for all of them, and several times what the entries
 * take. Those on the heap have all of it as heap, and a share of that as cache; those outside have
 * a small heap, and the rest as pool.
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

  /**
   * Two stores, one of them half as large again at times, are 2.5 times the entries; an entry takes
   * 190 bytes on a heap, which wants to be three times as large as what lives in it.
   */
  private static final long BYTES_PER_ENTRY = 1_536;

  /** One store only, which nothing is done to. */
  private static final long BYTES_PER_ENTRY_AT_REST = 512;

  /**
   * For this many entries.
   *
   * @param mode what the engine does with them, for some keep them elsewhere on disk
   * @param atRest whether there is one store only, and it is only filled
   */
  static MemoryBudget of(Engine engine, Mode mode, int entries, boolean atRest) {
    long all = LEAST + entries * (atRest ? BYTES_PER_ENTRY_AT_REST : BYTES_PER_ENTRY);
    return engine.home(mode) == Home.HEAP
        ? new MemoryBudget(all, all, (long) (all * CACHE_SHARE_OF_HEAP))
        : new MemoryBudget(all, SMALL_HEAP, all - SMALL_HEAP);
  }

  String inMebibytes() {
    return (total >> 20) + "MiB";
  }
}
