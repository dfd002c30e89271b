package dev.latchtree.wal;

/** How records get from the ring to the system. What a commit promises is the same. */
public enum LogWrites {
  /** By a call of the system for each group. */
  CALLS,

  /**
   * By a copy into memory that is the segment's file: no call, which is what a commit under {@code
   * OS} costs most. A sync costs more, since the system has to find out what was changed; so groups
   * of 512 bytes and more are written by calls all the same.
   *
   * <p>Only for preallocated segments: a disk that is full should say so when a segment is
   * prepared, where that can be tried again. Where it says so later all the same (file systems that
   * move blocks when they are overwritten; a log that was copied with holes) the log fails, as by
   * calls. Where a storage cannot map its files, as on other systems than Linux, the log makes
   * calls.
   *
   * <p>On old JDKs memory that a broken disk cannot give is an {@link InternalError} that may pass
   * the log's handlers: nothing is acknowledged that is not in the file, but others that commit,
   * and who closes the log, may wait for ever. So this is the default from JDK 25 on only, with
   * which it was tested; before, it is for who asks for it.
   */
  MAPPED;

  /** The first JDK on which memory that is not there was always seen as an exception. */
  private static final int SAFE_FROM = 25;

  static LogWrites usual(SyncPolicy policy, boolean preallocate) {
    return policy.kind() == SyncPolicy.Kind.OS
            && preallocate
            && Runtime.version().feature() >= SAFE_FROM
        ? MAPPED
        : CALLS;
  }
}
