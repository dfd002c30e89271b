package dev.latchtree.wal;

import java.io.IOException;

/**
 * Bytes that are known to have been durable can no longer be read as the records they were. Nothing
 * behind {@link #lsn()} was delivered.
 */
public final class CorruptLogException extends IOException {

  private static final long serialVersionUID = 1;

  private final long lsn;
  private final String file;

  CorruptLogException(String file, long lsn, String what) {
    super("%s: the log is damaged at LSN %d: %s".formatted(file, lsn, what));
    this.file = file;
    this.lsn = lsn;
  }

  /** Where the damage begins; -1 if no file is left that says how long segments are. */
  public long lsn() {
    return lsn;
  }

  /** The segment file. */
  public String file() {
    return file;
  }
}
