package dev.latchtree.wal;

/** Hears how far the reading of a log has come, see {@link LogReader}. */
@FunctionalInterface
public interface ReadProgress {

  /**
   * Called at most a few times a second while reading, and once when all was read; never by two
   * threads at the same time, and with figures that only grow.
   *
   * @param bytesDone bytes of the log that were read
   * @param bytesTotal bytes of the log there are to read
   * @param records records delivered so far
   */
  void progress(long bytesDone, long bytesTotal, long records);
}
