package dev.latchtree.lab.engine;

/** Where an engine keeps most of what it has in memory, and so who bounds that. */
public enum Home {
  /** The Java heap: entries, or a cache of them, which is then a share of the heap. */
  HEAP,
  /** Memory of the process outside the heap; as much as the engine is told. */
  OFF_HEAP,
  /** The page cache of the operating system, over mapped files; as much as the machine has. */
  OS_CACHE
}
