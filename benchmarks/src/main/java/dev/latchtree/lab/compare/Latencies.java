package dev.latchtree.lab.compare;

import dev.latchtree.lab.measure.LatencyRecorder;
import java.util.ArrayList;
import java.util.List;

/** The recorders of all sessions. Safe for all threads; a recorder is for one of them. */
final class Latencies {

  private final List<LatencyRecorder> recorders = new ArrayList<>();

  synchronized LatencyRecorder add() {
    LatencyRecorder recorder = new LatencyRecorder();
    recorders.add(recorder);
    return recorder;
  }

  /** Forgets all; nobody records any more. */
  synchronized void clear() {
    recorders.clear();
  }

  /** Of all; nobody records any more. */
  synchronized LatencyRecorder sum() {
    LatencyRecorder sum = new LatencyRecorder();
    recorders.forEach(sum::add);
    return sum;
  }
}
