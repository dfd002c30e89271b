package dev.latchtree.stress.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A history made by hand: its clock stands where the test puts it. */
final class Crafted {

  private final AtomicLong now = new AtomicLong();
  private final HistoryRecorder recorder = new HistoryRecorder(Naming.numbers(), now::get);
  private final Map<String, ThreadLog> logs = new HashMap<>();

  /** The log of a thread, at this time: what is recorded next ends then. */
  ThreadLog at(long time, String thread) {
    now.set(time);
    return logs.computeIfAbsent(thread, recorder::thread);
  }

  /** Puts the clock of a scan that goes on. */
  void at(long time) {
    now.set(time);
  }

  RecordedHistory history() {
    return recorder.history();
  }

  void assertLinearizable(Map<Long, Long> initial) {
    Verdict verdict = history().check(initial);
    assertEquals(Verdict.Outcome.LINEARIZABLE, verdict.outcome(), verdict::message);
  }

  /** Checks that the history is refused, with so many calls in its minimal form. */
  Verdict assertViolation(Map<Long, Long> initial, int minimal) {
    return assertViolation(history().check(initial), minimal);
  }

  static Verdict assertViolation(Verdict verdict, int minimal) {
    assertEquals(Verdict.Outcome.VIOLATION, verdict.outcome(), verdict::message);
    assertEquals(minimal, verdict.history().size(), verdict::message);
    return verdict;
  }
}
