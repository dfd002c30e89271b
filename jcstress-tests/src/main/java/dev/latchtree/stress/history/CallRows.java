package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Calls about one key in rows of numbers, 64 bytes each, so that millions can be kept. It grows by
 * whole chunks and copies nothing.
 *
 * <pre>
 *  0 begun   1 ended   2 key   3 value   4 expected   5 answer   6 lsn   7 operation and flags
 * </pre>
 */
final class CallRows {

  static final int PENDING = 1 << 8;
  static final int DURABLE = 1 << 9;

  private static final int BEGUN = 0;
  private static final int ENDED = 1;
  private static final int KEY = 2;
  private static final int VALUE = 3;
  private static final int EXPECTED = 4;
  private static final int ANSWER = 5;
  private static final int LSN = 6;
  private static final int OPERATION = 7;
  private static final int WIDTH = 8;
  private static final int CHUNK_ROWS = 4096;

  private final List<long[]> chunks = new ArrayList<>();
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("EnumOrdinal") // never stored
  void add(
      long begun,
      long ended,
      Operation operation,
      int flags,
      long key,
      long value,
      long expected,
      long answer) {
    if (size == chunks.size() * CHUNK_ROWS) {
      chunks.add(new long[CHUNK_ROWS * WIDTH]);
    }
    long[] chunk = chunks.get(chunks.size() - 1);
    int at = at(size);
    chunk[at + BEGUN] = begun;
    chunk[at + ENDED] = ended;
    chunk[at + KEY] = key;
    chunk[at + VALUE] = value;
    chunk[at + EXPECTED] = expected;
    chunk[at + ANSWER] = answer;
    chunk[at + LSN] = KeyCall.NO_LSN;
    chunk[at + OPERATION] = operation.ordinal() | flags;
    size++;
  }

  void lsnOfLast(long lsn) {
    chunk(size - 1)[at(size - 1) + LSN] = lsn;
  }

  void lastIsDurable() {
    chunk(size - 1)[at(size - 1) + OPERATION] |= DURABLE;
  }

  long key(int row) {
    return chunk(row)[at(row) + KEY];
  }

  long begun(int row) {
    return chunk(row)[at(row) + BEGUN];
  }

  long ended(int row) {
    return chunk(row)[at(row) + ENDED];
  }

  long lsn(int row) {
    return chunk(row)[at(row) + LSN];
  }

  KeyCall call(int row, int thread) {
    long[] chunk = chunk(row);
    int at = at(row);
    int operation = (int) chunk[at + OPERATION];
    return new KeyCall(
        thread,
        chunk[at + BEGUN],
        chunk[at + ENDED],
        Operation.of(operation & 0xff),
        chunk[at + KEY],
        chunk[at + VALUE],
        chunk[at + EXPECTED],
        chunk[at + ANSWER],
        chunk[at + LSN],
        (operation & DURABLE) != 0);
  }

  private long[] chunk(int row) {
    return chunks.get(row / CHUNK_ROWS);
  }

  private static int at(int row) {
    return row % CHUNK_ROWS * WIDTH;
  }
}
