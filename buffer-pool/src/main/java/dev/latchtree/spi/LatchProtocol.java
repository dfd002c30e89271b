package dev.latchtree.spi;

/** How the threads in a tree keep out of each other's way. The same pages under all of them. */
public enum LatchProtocol {

  /** One read-write lock per tree. The baseline. */
  COARSE_LOCK,

  /**
   * Top down, a page's latch kept until the next one's is had; who changes the tree's shape holds
   * parent and child.
   */
  LATCH_COUPLING,

  /** Lehman and Yao: shared latches on the way down, one at a time, and moves to the right. */
  BLINK,

  /** No latches on the way down, versions validated; exclusive ones on the pages changed. */
  OPTIMISTIC_BLINK
}
