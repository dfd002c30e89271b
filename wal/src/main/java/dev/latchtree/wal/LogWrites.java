package dev.latchtree.wal;

/** How records get from the ring to the system. What a commit promises is the same. */
public enum LogWrites {
  /** By a call of the system for each group. */
  CALLS,

  /**
   * By a copy into memory that is the segment's file: no call, which is what a commit under {@code
   * OS} costs most. A sync costs more, since the system has to find out what was changed.
   *
   * <p>Only for preallocated segments, because memory has no way to say that the disk is full; a
   * file system that moves blocks when they are overwritten, as copy-on-write ones do, may still
   * have to say so, and the log fails then. Where a storage cannot map its files, as on other
   * systems than Linux, the log makes calls.
   */
  MAPPED
}
