package dev.latchtree.stress.history;

import java.util.List;
import java.util.Map;

/** What a {@link HistoryRecorder} recorded. */
public final class RecordedHistory {

  private final Naming naming;
  private final List<ThreadLog> logs;

  RecordedHistory(Naming naming, List<ThreadLog> logs) {
    this.naming = naming;
    this.logs = logs;
  }

  /** Calls, scans and calls about several keys included. */
  public long calls() {
    long calls = 0;
    for (ThreadLog log : logs) {
      calls += log.rows().size() + log.jointCalls().size() + log.scans().size();
    }
    return calls;
  }

  /** Checks with the limits of {@link Linearizability#standard()}. */
  public Verdict check(Map<Long, Long> initial) {
    return Linearizability.standard().check(this, initial);
  }

  /** Checks with the limits of {@link Linearizability#standard()}. */
  public Verdict check(Map<Long, Long> initial, Map<Long, Long> last) {
    return Linearizability.standard().check(this, initial, last);
  }

  /** Checks with the limits of {@link Linearizability#standard()}. */
  public Verdict checkCrash(Map<Long, Long> initial, Survivors survivors) {
    return Linearizability.standard().checkCrash(this, initial, survivors);
  }

  Naming naming() {
    return naming;
  }

  List<ThreadLog> logs() {
    return logs;
  }
}
