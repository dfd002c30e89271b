package dev.latchtree.storage.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the steps and remembers the last of them. Not thread safe: the disk's lock guards it. */
final class StepLog {
  private static final int REMEMBERED = 64;

  private record Entry(Object what, String outcome) {
    @Override
    public String toString() {
      return outcome.isEmpty() ? what.toString() : what + " -> " + outcome;
    }
  }

  private final ArrayDeque<Entry> last = new ArrayDeque<>();
  private final Map<IoKind, Long> counts = new EnumMap<>(IoKind.class);
  private long steps;

  /** Counts one step; it is remembered when {@link #ended}. */
  IoStep next(IoKind kind, String file, long position, long length) {
    long ordinal = counts.merge(kind, 1L, Long::sum);
    return new IoStep(++steps, kind, ordinal, file, position, length);
  }

  void ended(IoStep step, String outcome) {
    remember(new Entry(step, outcome));
  }

  /** Remembers something that is no step. */
  void note(String what) {
    remember(new Entry(what, ""));
  }

  private void remember(Entry entry) {
    if (last.size() == REMEMBERED) {
      last.removeFirst();
    }
    last.addLast(entry);
  }

  long steps() {
    return steps;
  }

  long count(IoKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Counts from 0 again; what is remembered stays. */
  void restart() {
    steps = 0;
    counts.clear();
  }

  List<String> trace() {
    List<String> lines = new ArrayList<>();
    last.forEach(entry -> lines.add(entry.toString()));
    return lines;
  }
}
