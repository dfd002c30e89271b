package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One check of a history, from its scans to its joint calls; stops at the first violation. */
final class Check {

  private final RecordedHistory history;
  private final Map<Long, Long> initial;
  private final Searches searches;
  private final int mostLinkedKeys;
  private final int mostLinkedCalls;
  private final Rendering rendering;
  private final KeyIndex index;

  private @Nullable Map<Long, Long> last;
  private @Nullable Survivors survivors;
  private @Nullable CrashPrefix crashPrefix;

  private @Nullable Violation violation;
  private int keys;
  private int gaveUp;
  private int keyByKey;

  Check(
      RecordedHistory history,
      Map<Long, Long> initial,
      long mostSteps,
      int mostLinkedKeys,
      int mostLinkedCalls) {
    this.history = history;
    this.initial = initial;
    this.mostLinkedKeys = mostLinkedKeys;
    this.mostLinkedCalls = mostLinkedCalls;
    searches = new Searches(mostSteps);
    rendering =
        new Rendering(history.naming(), history.logs().stream().map(ThreadLog::name).toList());
    index = new KeyIndex(history);
    index.know(initial.keySet());
  }

  Check endingWith(Map<Long, Long> contents) {
    last = contents;
    index.know(contents.keySet());
    return this;
  }

  Check endingIn(Survivors crash) {
    survivors = crash;
    crashPrefix = new CrashPrefix(crash);
    index.know(crash.contents().keySet());
    return this;
  }

  Verdict run() {
    checkScans();
    if (violation == null) {
      violation = new LsnOrder(history).check(rendering);
    }
    for (long key : index.keys()) {
      if (violation == null) {
        checkKey(key);
      }
    }
    if (violation == null && crashPrefix != null) {
      violation = crashPrefix.check(rendering);
    }
    for (LinkedKeys group : LinkedKeys.of(history)) {
      if (violation == null) {
        checkTogether(group);
      }
    }
    return verdict();
  }

  private void checkScans() {
    List<ThreadLog> logs = history.logs();
    for (int thread = 0; thread < logs.size(); thread++) {
      for (ScanLog scan : logs.get(thread).scans()) {
        if (violation == null) {
          violation = ScanOrder.check(scan, thread, rendering);
        }
      }
    }
  }

  private long first(long key) {
    return initial.getOrDefault(key, HistoryRecorder.ABSENT);
  }

  // ---- one key

  private void checkKey(long key) {
    keys++;
    List<KeyCall> calls = index.calls(key);
    if (last != null) {
      calls.add(contents(key, last));
    }
    if (LsnWitness.isPossible(calls)) {
      checkWitness(key, calls);
      return;
    }
    if (survivors != null && survivors.keys().test(key)) {
      calls.add(survived(key, survivors));
    }
    switch (searches.ofKey(calls, first(key))) {
      case NONE -> violation = shrunk("no order explains", calls, key, searches::fails);
      case GAVE_UP -> gaveUp++;
      case FOUND -> {}
    }
  }

  private static KeyCall contents(long key, Map<Long, Long> contents) {
    long found = contents.getOrDefault(key, HistoryRecorder.ABSENT);
    return KeyCall.afterwards(Operation.CONTENTS, key, found);
  }

  private static KeyCall survived(long key, Survivors survivors) {
    long found = survivors.contents().getOrDefault(key, HistoryRecorder.ABSENT);
    return KeyCall.afterwards(Operation.SURVIVED, key, found);
  }

  private void checkWitness(long key, List<KeyCall> calls) {
    LsnWitness witness = new LsnWitness(calls, first(key));
    if (witness.explains()) {
      if (crashPrefix != null) {
        crashPrefix.add(key, first(key), witness);
      }
      return;
    }
    if (searches.ofKey(calls, first(key)) == Search.Outcome.NONE) {
      violation = shrunk("no order explains", calls, key, searches::fails);
    } else {
      Trial trial = (tried, firsts) -> !explainedByLsn(tried, firsts.get(key));
      violation = shrunk("the order of the LSNs does not explain", calls, key, trial);
    }
  }

  private static boolean explainedByLsn(List<AtomicCall> calls, long @Nullable [] firsts) {
    List<KeyCall> parts = new ArrayList<>();
    calls.forEach(call -> parts.addAll(call.parts()));
    for (long first : firsts == null ? new long[0] : firsts) {
      if (new LsnWitness(parts, first).explains()) {
        return true;
      }
    }
    return false;
  }

  private Violation shrunk(String what, List<KeyCall> calls, long key, Trial trial) {
    Map<Long, long[]> firsts = Map.of(key, new long[] {first(key)});
    return shrunk(what, calls.stream().map(AtomicCall::of).toList(), firsts, trial);
  }

  private Violation shrunk(
      String what, List<AtomicCall> calls, Map<Long, long[]> firsts, Trial trial) {
    Shrinker shrinker = new Shrinker(searches, trial, calls, firsts).shrink();
    return new Violation(
        "%s these calls; %s".formatted(what, rendering.before(shrinker.firsts())),
        rendering.lines(shrinker.calls()));
  }

  // ---- linked keys

  private void checkTogether(LinkedKeys group) {
    List<AtomicCall> calls = group.size() > mostLinkedKeys ? List.of() : group.calls(index);
    if (group.size() > mostLinkedKeys || calls.size() > mostLinkedCalls) {
      keyByKey += group.jointCalls();
      return;
    }
    Map<Long, long[]> firsts = new HashMap<>();
    List<KeyCall> lasts = new ArrayList<>();
    List<KeyCall> left = new ArrayList<>();
    for (long key : group.keys()) {
      firsts.put(key, new long[] {first(key)});
      if (last != null) {
        lasts.add(contents(key, last));
      }
      if (survivors != null && survivors.keys().test(key)) {
        left.add(survived(key, survivors));
      }
    }
    if (!lasts.isEmpty()) {
      calls.add(new AtomicCall(lasts));
    }
    if (!left.isEmpty()) {
      calls.add(new AtomicCall(left));
    }
    switch (searches.ofKeys(calls, firsts)) {
      case NONE -> violation = shrunk("no order explains", calls, firsts, searches::fails);
      case GAVE_UP -> gaveUp++;
      case FOUND -> {}
    }
  }

  // ---- verdict

  private Verdict verdict() {
    String counts = "%,d calls about %,d keys".formatted(history.calls(), index.keys().size());
    Violation found = violation;
    if (found != null) {
      String message = "not linearizable (%s): %s".formatted(counts, found.message());
      return verdict(Verdict.Outcome.VIOLATION, message, found.history());
    }
    String weaker = keyByKey == 0 ? "" : ", %,d of them key by key only".formatted(keyByKey);
    if (gaveUp > 0) {
      String message =
          "gave up on %,d groups of keys (%s%s), no violation elsewhere"
              .formatted(gaveUp, counts, weaker);
      return verdict(Verdict.Outcome.GAVE_UP, message, List.of());
    }
    String message = "linearizable (%s%s)".formatted(counts, weaker);
    return verdict(Verdict.Outcome.LINEARIZABLE, message, List.of());
  }

  private Verdict verdict(Verdict.Outcome outcome, String message, List<String> lines) {
    return new Verdict(outcome, history.calls(), keys, gaveUp, keyByKey, message, lines);
  }
}
