package dev.latchtree.tree;

/**
 * The baseline: one read-write lock around every operation. Pages are still latched where they
 * change and validated where they are read, because they may be evicted meanwhile (rule C2).
 */
final class CoarseLock extends Protocol {

  @Override
  Steps steps() {
    return Steps.OPTIMISTIC;
  }

  @Override
  TreeLock newLock() {
    return new TreeLock.ReadWrite();
  }
}
