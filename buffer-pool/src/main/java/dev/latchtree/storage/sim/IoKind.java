package dev.latchtree.storage.sim;

/** What a step of the simulated disk does. */
public enum IoKind {
  /** Opening a file that must exist. */
  OPEN(false),
  /** Opening a file that is created if need be. */
  CREATE(true),
  /** One read, of a handle. */
  READ(false),
  /** One write. */
  WRITE(true),
  /** Asking for the size. */
  SIZE(false),
  /** Cutting a file. */
  TRUNCATE(false),
  /** Syncing a file. */
  SYNC(true),
  /** Asking whether a file exists. */
  EXISTS(false),
  /** Listing the directory. */
  LIST(false),
  /** Deleting a file. */
  DELETE(false),
  /** Renaming a file. */
  RENAME(true),
  /** Syncing the directory. */
  SYNC_DIRECTORY(true),
  /** Taking a lock. */
  LOCK(true);

  private final boolean needsSpace;

  IoKind(boolean needsSpace) {
    this.needsSpace = needsSpace;
  }

  /** Whether a full disk can make this fail. */
  boolean needsSpace() {
    return needsSpace;
  }
}
