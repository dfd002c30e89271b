package dev.latchtree.stress.history;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * One scan of a thread, weakly consistent: in order, each key at most once, each entry true at some
 * moment between the scan's begin and the moment it was shown, and no key missed that was there all
 * the time. For that thread only.
 */
public final class ScanLog {

  private static final int FIRST_SIZE = 16;

  private final ThreadLog log;
  private final long begun;
  private final LongPredicate range;
  private final boolean forward;
  private long[] keys = new long[FIRST_SIZE];
  private long[] values = new long[FIRST_SIZE];
  private long[] shown = new long[FIRST_SIZE];
  private int size;
  private long ended = KeyCall.NEVER;
  private boolean complete;
  private boolean durable;

  ScanLog(ThreadLog log, long begun, LongPredicate range, boolean forward) {
    this.log = log;
    this.begun = begun;
    this.range = range;
    this.forward = forward;
  }

  /** The scan has just shown an entry. */
  public ScanLog entry(long key, long value) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
      shown = Arrays.copyOf(shown, 2 * size);
    }
    keys[size] = key;
    values[size] = value;
    shown[size] = log.ended();
    size++;
    return this;
  }

  /** The scan has come to the end of its range. */
  public ScanLog end() {
    ended = log.ended();
    complete = true;
    return this;
  }

  /** Nobody asked the scan to go on: it says nothing of the keys behind its last entry. */
  public ScanLog stop() {
    ended = log.ended();
    return this;
  }

  /** All that the scan showed, and that the rest was absent, survives a crash. */
  public ScanLog durable() {
    durable = true;
    return this;
  }

  // ---- for the checker

  long begun() {
    return begun;
  }

  /** When it ended; {@link KeyCall#NEVER} if it did not: then only what it showed counts. */
  long ended() {
    return ended;
  }

  boolean hasEnded() {
    return ended != KeyCall.NEVER;
  }

  boolean isComplete() {
    return complete;
  }

  boolean isForward() {
    return forward;
  }

  boolean isDurable() {
    return durable;
  }

  boolean contains(long key) {
    return range.test(key);
  }

  int size() {
    return size;
  }

  long key(int index) {
    return keys[index];
  }

  long value(int index) {
    return values[index];
  }

  long shownAt(int index) {
    return shown[index];
  }
}
