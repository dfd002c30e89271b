package dev.latchtree.recovery;

/**
 * What opening a store took.
 *
 * @param bytesRead of log, from the begin of the last checkpoint on
 * @param records of changes in them
 * @param pagesRedone pages that were changed by them
 * @param looseEndsFreed values and trees that a crash had left without a place
 * @param nanos how long redo took
 * @param threads that redid pages
 */
public record RecoverySummary(
    long bytesRead, long records, long pagesRedone, int looseEndsFreed, long nanos, int threads) {

  /** For stores that had nothing to recover. */
  public static final RecoverySummary NOTHING = new RecoverySummary(0, 0, 0, 0, 0, 0);
}
