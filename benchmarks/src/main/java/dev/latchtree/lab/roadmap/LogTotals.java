package dev.latchtree.lab.roadmap;

import dev.latchtree.wal.LogStats;

/**
 * What the logs of a table have done.
 *
 * @param bytes written
 * @param syncs issued
 */
record LogTotals(long bytes, long syncs) {

  static final LogTotals NONE = new LogTotals(0, 0);

  LogTotals plus(LogStats log) {
    return new LogTotals(bytes + log.bytes(), syncs + log.syncs());
  }

  LogTotals minus(LogTotals before) {
    return new LogTotals(bytes - before.bytes, syncs - before.syncs);
  }
}
