package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a crash cut the writes whose LSNs are known at one place: all up to an LSN are there, and
 * none behind it.
 */
final class CrashPrefix {

  private static final int MOST_SHOWN = 4;

  private final Survivors survivors;
  private final Map<Long, Long> firsts = new HashMap<>();
  private final List<KeyCall> writes = new ArrayList<>();
  private long least;

  CrashPrefix(Survivors survivors) {
    this.survivors = survivors;
    least = survivors.durableLsn();
  }

  /** Adds a key, all of whose writes have an LSN that explains its answers. */
  void add(long key, long first, LsnWitness witness) {
    least = Math.max(least, witness.durable());
    if (survivors.keys().test(key)) {
      firsts.put(key, first);
      writes.addAll(witness.writes());
    }
  }

  @Nullable Violation check(Rendering rendering) {
    writes.sort(Comparator.comparingLong(KeyCall::lsn));
    SortedSet<Long> wrong = new TreeSet<>();
    for (Map.Entry<Long, Long> first : firsts.entrySet()) {
      if (first.getValue() != found(first.getKey())) {
        wrong.add(first.getKey());
      }
    }
    SortedSet<Long> fewest = null;
    for (int i = 0; i <= writes.size(); i++) {
      if (i > 0) {
        KeyCall made = writes.get(i - 1);
        if (made.after() == found(made.key())) {
          wrong.remove(made.key());
        } else {
          wrong.add(made.key());
        }
      }
      if (mayCut(i) && (fewest == null || wrong.size() < fewest.size())) {
        if (wrong.isEmpty()) {
          return null;
        }
        fewest = new TreeSet<>(wrong);
      }
    }
    return fewest == null ? null : violation(fewest, rendering);
  }

  /** Whether the crash can have kept the first {@code count} writes, and no more. */
  private boolean mayCut(int count) {
    if (count == writes.size()) {
      return true;
    }
    long next = writes.get(count).lsn();
    return next > least && (count == 0 || writes.get(count - 1).lsn() < next);
  }

  private long found(long key) {
    return survivors.contents().getOrDefault(key, HistoryRecorder.ABSENT);
  }

  /** Tells of some keys that are wrong wherever the cut is that suits the most. */
  private Violation violation(SortedSet<Long> keys, Rendering rendering) {
    List<AtomicCall> shown = new ArrayList<>();
    Map<Long, long[]> before = new HashMap<>();
    for (long key : keys.stream().limit(MOST_SHOWN).toList()) {
      before.put(key, new long[] {firsts.getOrDefault(key, HistoryRecorder.ABSENT)});
      shown.add(AtomicCall.of(KeyCall.afterwards(Operation.SURVIVED, key, found(key))));
      KeyCall last = null;
      KeyCall right = null;
      for (KeyCall write : writes) {
        if (write.key() == key) {
          last = write.lsn() <= least || last == null ? write : last;
          right = write.after() == found(key) ? write : right;
        }
      }
      if (right != null && right != last) {
        shown.add(AtomicCall.of(right));
      }
      if (last != null) {
        shown.add(AtomicCall.of(last));
      }
    }
    String what =
        "no LSN from %d on cuts the writes so that this is left (at best %,d keys are wrong); %s"
            .formatted(least, keys.size(), rendering.before(before));
    return new Violation(what, rendering.lines(shown));
  }
}
