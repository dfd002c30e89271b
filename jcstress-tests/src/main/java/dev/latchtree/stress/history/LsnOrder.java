package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether LSNs, of all keys together, go with time, and no two calls share one. */
final class LsnOrder {

  /** A call that writes and has an LSN; {@code index} is its row, or -1 - its joint call. */
  private record Stamp(long lsn, long begun, long ended, int thread, int index) {}

  private final RecordedHistory history;
  private final List<Stamp> stamps = new ArrayList<>();

  LsnOrder(RecordedHistory history) {
    this.history = history;
    List<ThreadLog> logs = history.logs();
    for (int thread = 0; thread < logs.size(); thread++) {
      CallRows rows = logs.get(thread).rows();
      for (int row = 0; row < rows.size(); row++) {
        if (rows.lsn(row) != KeyCall.NO_LSN && rows.call(row, thread).writes()) {
          stamps.add(new Stamp(rows.lsn(row), rows.begun(row), rows.ended(row), thread, row));
        }
      }
      List<JointCall> jointCalls = logs.get(thread).jointCalls();
      for (int i = 0; i < jointCalls.size(); i++) {
        JointCall call = jointCalls.get(i);
        if (!call.reads() && call.lsn() != KeyCall.NO_LSN) {
          stamps.add(new Stamp(call.lsn(), call.begun(), call.ended(), thread, -1 - i));
        }
      }
    }
    stamps.sort(Comparator.comparingLong(Stamp::lsn));
  }

  @Nullable Violation check(Rendering rendering) {
    Stamp latest = null;
    Stamp before = null;
    for (Stamp stamp : stamps) {
      if (before != null && before.lsn == stamp.lsn) {
        return violation("two calls have the same LSN:", before, stamp, rendering);
      }
      if (latest != null && latest.begun > stamp.ended) {
        return violation("LSNs go against time:", stamp, latest, rendering);
      }
      latest = latest == null || latest.begun < stamp.begun ? stamp : latest;
      before = stamp;
    }
    return null;
  }

  private Violation violation(String what, Stamp one, Stamp other, Rendering rendering) {
    return new Violation(what, rendering.lines(List.of(call(one), call(other))));
  }

  private AtomicCall call(Stamp stamp) {
    ThreadLog log = history.logs().get(stamp.thread);
    return stamp.index < 0
        ? AtomicCall.of(log.jointCalls().get(-1 - stamp.index), stamp.thread)
        : AtomicCall.of(log.rows().call(stamp.index, stamp.thread));
  }
}
