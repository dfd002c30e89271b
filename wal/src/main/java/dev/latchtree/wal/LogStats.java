package dev.latchtree.wal;

/**
 * What a log has done since it was opened; a snapshot, taken while the log goes on.
 *
 * @param durableLsn end of what is on disk: a record is durable if its LSN is smaller
 * @param endLsn end of what was appended
 * @param firstLsn the oldest LSN that can still be read
 * @param flushes writes of one or more records to the file
 * @param records records written
 * @param largestFlush most records in one flush
 * @param bytes bytes of records written, headers and padding included
 * @param syncs syncs of segment files for the sake of records
 * @param syncP50Nanos half of the syncs took no longer
 * @param syncP99Nanos 99 in 100 syncs took no longer
 * @param syncMaxNanos the longest sync
 * @param waiting committers that wait at this moment
 * @param ringFullStalls appends that had to wait for room in the ring
 * @param rotations segments begun
 * @param rotationWaitNanos time that flushes waited for a segment that was not prepared yet
 * @param lastFlushMillis when the last flush ended, in milliseconds since the epoch; 0 for never
 */
public record LogStats(
    long durableLsn,
    long endLsn,
    long firstLsn,
    long flushes,
    long records,
    long largestFlush,
    long bytes,
    long syncs,
    long syncP50Nanos,
    long syncP99Nanos,
    long syncMaxNanos,
    long waiting,
    long ringFullStalls,
    long rotations,
    long rotationWaitNanos,
    long lastFlushMillis) {

  /** Records to a flush. */
  public double meanFlush() {
    return flushes == 0 ? 0 : (double) records / flushes;
  }

  /** Records to a sync. */
  public double recordsPerSync() {
    return syncs == 0 ? 0 : (double) records / syncs;
  }
}
