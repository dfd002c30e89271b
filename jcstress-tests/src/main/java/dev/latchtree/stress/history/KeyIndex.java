package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the calls of a history by key. */
final class KeyIndex {

  /** Places of rows: the thread in the upper half, the row in the lower. */
  private static final class Places {
    private long[] places = new long[8];
    private int size;

    void add(int thread, int row) {
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
      }
      places[size++] = (long) thread << 32 | row;
    }
  }

  private final RecordedHistory history;
  private final Map<Long, Places> rows = new HashMap<>();
  private final Map<Long, List<KeyCall>> others = new HashMap<>();

  KeyIndex(RecordedHistory history) {
    this.history = history;
    List<ThreadLog> logs = history.logs();
    for (int thread = 0; thread < logs.size(); thread++) {
      ThreadLog log = logs.get(thread);
      for (int row = 0; row < log.rows().size(); row++) {
        placesOf(log.rows().key(row)).add(thread, row);
      }
      for (JointCall call : log.jointCalls()) {
        for (int i = 0; i < call.size(); i++) {
          add(call.part(thread, i));
        }
      }
      for (ScanLog scan : log.scans()) {
        for (int i = 0; i < scan.size(); i++) {
          placesOf(scan.key(i));
        }
      }
    }
  }

  private Places placesOf(long key) {
    return rows.computeIfAbsent(key, missing -> new Places());
  }

  /** Adds a call that no log has. */
  void add(KeyCall call) {
    placesOf(call.key());
    others.computeIfAbsent(call.key(), missing -> new ArrayList<>()).add(call);
  }

  /** A key that scans must tell of, though no call does. */
  void know(Collection<Long> keys) {
    keys.forEach(this::placesOf);
  }

  Collection<Long> keys() {
    return rows.keySet();
  }

  /** All calls about a key, scans and parts of joint calls too, in the order of their begins. */
  List<KeyCall> calls(long key) {
    List<KeyCall> calls = new ArrayList<>(single(key));
    calls.addAll(others.getOrDefault(key, List.of()));
    return sorted(calls);
  }

  /** The calls about a key alone, and scans, in no order. */
  List<KeyCall> single(long key) {
    List<KeyCall> calls = new ArrayList<>();
    Places places = placesOf(key);
    for (int i = 0; i < places.size; i++) {
      int thread = (int) (places.places[i] >>> 32);
      keep(history.logs().get(thread).rows().call((int) places.places[i], thread), calls);
    }
    List<ThreadLog> logs = history.logs();
    for (int thread = 0; thread < logs.size(); thread++) {
      for (ScanLog scan : logs.get(thread).scans()) {
        keep(ScanReads.of(scan, key, thread, history.naming()), calls);
      }
    }
    return calls;
  }

  private static void keep(@Nullable KeyCall call, List<KeyCall> calls) {
    if (call != null && (call.writes() || !call.isPending())) {
      calls.add(call);
    }
  }

  private static List<KeyCall> sorted(List<KeyCall> calls) {
    calls.sort(KeyCall.BY_BEGIN);
    return calls;
  }
}
