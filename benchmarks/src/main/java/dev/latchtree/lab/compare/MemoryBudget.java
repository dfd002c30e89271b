package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;

/**
 * The memory an engine's process gets: the same for all of them, and several times what the entries
 * take. Those on the heap have all of it as heap; those outside have a small heap, and the rest as
 * pool.
 *
 * @param heap the process's largest heap, in bytes
 * @param pool memory for pages, in bytes; 0 if the engine has none
 */
record MemoryBudget(long heap, long pool) {

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
   * @param atRest whether there is one store only, and it is only filled
   */
  static MemoryBudget of(Engine engine, int entries, boolean atRest) {
    long all = LEAST + entries * (atRest ? BYTES_PER_ENTRY_AT_REST : BYTES_PER_ENTRY);
    return engine.isOffHeap()
        ? new MemoryBudget(SMALL_HEAP, all - SMALL_HEAP)
        : new MemoryBudget(all, 0);
  }

  long total() {
    return heap + pool;
  }

  String inMebibytes() {
    return (total() >> 20) + "MiB";
  }
}
