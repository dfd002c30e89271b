package dev.latchtree.recovery;

/**
 * Where the last checkpoint began: a page that was not changed since goes into its next record as
 * an image (rule R2).
 *
 * <p>Memory order: the checkpointer says PENDING, then reserves its begin, then says where that is;
 * a writer reads the mark, reserves, and reads it again (all volatile). If it is the same, PENDING
 * was not said before the writer's reservation; so that checkpoint's begin lies behind the writer's
 * record, and the page is dirty for it. PENDING is larger than every LSN: it means an image.
 */
final class CheckpointMark {

  private static final long PENDING = Long.MAX_VALUE;

  private volatile long begin;

  CheckpointMark(long begin) {
    this.begin = begin;
  }

  void pending() {
    begin = PENDING;
  }

  void begun(long beginLsn) {
    begin = beginLsn;
  }

  long get() {
    return begin;
  }
}
