package dev.latchtree.lab.micro;

/** The latches that stand beside each other. */
public enum LatchKind {
  /** No latch at all: what the bare work costs. */
  NONE,
  HYBRID,
  STAMPED_LOCK,
  REENTRANT_READ_WRITE_LOCK;

  LatchedPage over(PageBytes bytes) {
    return switch (this) {
      case NONE -> new UnlatchedPage(bytes);
      case HYBRID -> new HybridLatchedPage(bytes);
      case STAMPED_LOCK -> new StampedLockedPage(bytes);
      case REENTRANT_READ_WRITE_LOCK -> new ReadWriteLockedPage(bytes);
    };
  }
}
