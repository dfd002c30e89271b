package dev.latchtree.wal;

import java.io.IOException;

/** Gets the records of a log one by one, see {@link LogReader}. */
@FunctionalInterface
public interface RecordHandler {

  /**
   * Takes a record. What it throws ends the reading and reaches the reader's caller.
   *
   * @param record valid during the call only; the same object for many records
   */
  void handle(LogRecord record) throws IOException;
}
