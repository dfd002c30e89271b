package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Records millions of calls by many threads to one map, each thread in a {@link ThreadLog} of its
 * own.
 *
 * <pre>{@code
 * HistoryRecorder recorder = new HistoryRecorder();
 * ThreadLog log = recorder.thread("writer-1");        // one for each thread
 * long begun = log.begin();
 * map.put(key, value);
 * log.put(begun, key, value);
 * ...
 * recorder.history().check(Map.of()).requireLinearizable();   // after all threads have ended
 * }</pre>
 *
 * <p>Keys and values are numbers; {@link ByteStrings} numbers byte strings, {@link Naming} says how
 * to show them. If every write stores a value of its own, a stale read cannot hide.
 *
 * <p>Threads share nothing while they record, no lock and no counter: what they shared would order
 * them, and hide races. A call's interval is from {@link ThreadLog#begin()} to the method that
 * records it; calls whose stamps are equal overlap.
 */
public final class HistoryRecorder {

  /** In place of a value: there is none. */
  public static final long ABSENT = Long.MIN_VALUE;

  private final Naming naming;
  private final LongSupplier clock;
  private final List<ThreadLog> logs = new ArrayList<>();

  /** Keys and values are numbers. */
  public HistoryRecorder() {
    this(Naming.numbers());
  }

  /** Keys and values stand for something else. */
  public HistoryRecorder(Naming naming) {
    this(naming, System::nanoTime);
  }

  /**
   * With a clock of its own, for runs in which no time passes.
   *
   * @param clock never goes back, not even between threads
   */
  public HistoryRecorder(Naming naming, LongSupplier clock) {
    this.naming = naming;
    this.clock = clock;
  }

  /** A log for the calls of one thread; its name is for people. */
  public synchronized ThreadLog thread(String name) {
    ThreadLog log = new ThreadLog(name, clock);
    logs.add(log);
    return log;
  }

  /**
   * What was recorded up to now. The threads that record must have ended, or must be kept from
   * recording, and the caller must know that from them (by a join, say).
   */
  public synchronized RecordedHistory history() {
    return new RecordedHistory(naming, List.copyOf(logs));
  }
}
