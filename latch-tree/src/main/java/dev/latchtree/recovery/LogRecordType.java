package dev.latchtree.recovery;

/** What the records of a store's log are. The codes are part of the format. */
final class LogRecordType {

  /** A change of pages: see {@link dev.latchtree.change.ChangeRecord}. */
  static final int CHANGE = 1;

  /** A checkpoint begins here; no payload. */
  static final int CHECKPOINT_BEGIN = 2;

  /** Some of the loose ends there were at some moment after the begin. */
  static final int LOOSE_ENDS = 3;

  /** All pages that were dirty at the begin are on disk; 8 bytes, the LSN of the begin. */
  static final int CHECKPOINT_END = 4;

  private LogRecordType() {}
}
