package dev.latchtree.wal;

import java.util.ArrayList;
import java.util.List;

/**
 * Records that are appended together: one reservation, one publication, neighbours in the log and
 * in order. Payloads are copied when they are added.
 *
 * <p>Not atomic over a crash: like any records, the first of them may survive without the others.
 *
 * <p>For one thread. May be cleared and used again.
 */
public final class LogBatch {

  private final WriteAheadLog log;
  private final List<Draft> drafts = new ArrayList<>();
  private final LogBuffer.Place place = new LogBuffer.Place();
  private int records;
  private long size;

  LogBatch(WriteAheadLog log) {
    this.log = log;
  }

  /** Adds a record. */
  public LogBatch add(int type, byte[] payload) {
    return add(type, payload, 0, payload.length);
  }

  /**
   * Adds a record.
   *
   * @throws IllegalArgumentException if the batch would be larger than the largest record
   */
  public LogBatch add(int type, byte[] payload, int from, int length) {
    if (records == drafts.size()) {
      drafts.add(new Draft());
    }
    Draft draft = drafts.get(records);
    log.draw(draft, type, payload, from, length);
    draft.keep();
    if (size + draft.size() > log.largestRecord()) {
      throw new IllegalArgumentException(
          "a batch takes at most %d bytes of log, as the largest record does; with this record it would be %d"
              .formatted(log.largestRecord(), size + draft.size()));
    }
    size += draft.size();
    records++;
    return this;
  }

  /** How many records were added. */
  public int records() {
    return records;
  }

  /** Forgets all records. */
  public void clear() {
    records = 0;
    size = 0;
  }

  WriteAheadLog log() {
    return log;
  }

  Draft draft(int i) {
    return drafts.get(i);
  }

  int size() {
    return (int) size;
  }

  LogBuffer.Place place() {
    return place;
  }
}
