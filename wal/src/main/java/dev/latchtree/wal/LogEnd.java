package dev.latchtree.wal;

/**
 * Where a log ends, and how that is known.
 *
 * @param lsn the end: where the next record will stand, never inside a segment's header
 * @param kind how it ends
 * @param generation that of the last good record, 0 if there is none
 * @param provenLsn the records of the log itself, or the caller, prove that all before this was
 *     durable: a record's start, or the end. What lies between here and {@code lsn} was read, but
 *     may exist in the system's cache only
 * @param firstLsn of the first record that was not truncated; {@code lsn} if the log is empty
 */
public record LogEnd(long lsn, Kind kind, int generation, long provenLsn, long firstLsn) {

  /** How a log ends. */
  public enum Kind {
    /** The last record says that the log was closed. */
    CLOSED,

    /**
     * Nothing that this life of the log wrote was found behind the end. Of a crash that lost all of
     * its unsynced records there is nothing to be seen.
     */
    CLEAN,

    /** Something was cut off that was never known to be durable: what a crash leaves. */
    TORN
  }

  /** Whether the log has no record. */
  public boolean isEmpty() {
    return lsn == firstLsn;
  }
}
