package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a scan must keep to by itself: its direction, each key once, and its range. */
final class ScanOrder {

  private static final int SHOWN_BEFORE = 2;

  private ScanOrder() {}

  static @Nullable Violation check(ScanLog scan, int thread, Rendering rendering) {
    for (int i = 0; i < scan.size(); i++) {
      if (!scan.contains(scan.key(i))) {
        return violation("shows a key that it was not asked for", scan, i, thread, rendering);
      }
      if (i > 0) {
        int order = rendering.naming().compareKeys(scan.key(i - 1), scan.key(i));
        if (order == 0) {
          return violation("shows a key twice", scan, i, thread, rendering);
        }
        if (order < 0 != scan.isForward()) {
          return violation("is out of order", scan, i, thread, rendering);
        }
      }
    }
    return null;
  }

  private static Violation violation(
      String what, ScanLog scan, int at, int thread, Rendering rendering) {
    List<AtomicCall> shown = new ArrayList<>();
    for (int i = Math.max(0, at - SHOWN_BEFORE + 1); i <= at; i++) {
      shown.add(AtomicCall.of(ScanReads.entry(scan, i, thread)));
    }
    String name = rendering.thread(thread);
    return new Violation(
        "a %s scan of %s %s:".formatted(scan.isForward() ? "forward" : "backward", name, what),
        rendering.lines(shown));
  }
}
