package dev.latchtree.stress.history;

import org.jspecify.annotations.Nullable;

/**
 * A scan as reads of single keys. The keys of the scan are in order: {@link ScanOrder} comes first.
 */
final class ScanReads {

  private ScanReads() {}

  /** What it showed, at some moment from its begin until then. */
  static KeyCall entry(ScanLog scan, int index, int thread) {
    return read(scan, scan.key(index), scan.value(index), scan.shownAt(index), thread);
  }

  /**
   * What it tells of a key; null if nothing.
   *
   * <p>A key that it passed by was absent at some moment until it showed the next one: had it been
   * stopped there, the key would have been missed just so.
   */
  static @Nullable KeyCall of(ScanLog scan, long key, int thread, Naming naming) {
    if (!scan.contains(key)) {
      return null;
    }
    int low = 0;
    int high = scan.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = naming.compareKeys(scan.key(middle), key);
      if (order == 0) {
        return entry(scan, middle, thread);
      }
      if (order < 0 == scan.isForward()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low < scan.size()) {
      return read(scan, key, HistoryRecorder.ABSENT, scan.shownAt(low), thread);
    }
    return scan.isComplete() ? read(scan, key, HistoryRecorder.ABSENT, scan.ended(), thread) : null;
  }

  private static KeyCall read(ScanLog scan, long key, long found, long until, int thread) {
    return new KeyCall(
        thread,
        scan.begun(),
        until,
        Operation.SCAN,
        key,
        HistoryRecorder.ABSENT,
        HistoryRecorder.ABSENT,
        found,
        KeyCall.NO_LSN,
        scan.isDurable());
  }
}
