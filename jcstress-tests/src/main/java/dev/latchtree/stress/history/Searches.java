package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Searches within a limit, for calls about one key or several. */
final class Searches {

  private static final Comparator<AtomicCall> BY_BEGIN =
      Comparator.comparing(AtomicCall::first, KeyCall.BY_BEGIN);

  private final long mostSteps;

  Searches(long mostSteps) {
    this.mostSteps = mostSteps;
  }

  /** Calls about one key. */
  Search.Outcome ofKey(List<KeyCall> calls, long... firsts) {
    KeyProblem problem = new KeyProblem(placed(calls));
    return new Search(problem, mostSteps).run(problem.situations(firsts));
  }

  /** What one key may have after these calls; null if that takes too long to say. */
  long @Nullable [] lasts(List<KeyCall> calls, long... firsts) {
    KeyProblem problem = new KeyProblem(placed(calls));
    Set<Integer> found = new HashSet<>();
    int[] situations = problem.situations(firsts);
    if (new Search(problem, mostSteps).runAll(situations, found) == Search.Outcome.GAVE_UP) {
      return null;
    }
    return found.stream().mapToLong(problem::value).sorted().toArray();
  }

  /** Calls about several keys, all of which {@code firsts} tells. */
  Search.Outcome ofKeys(List<AtomicCall> calls, Map<Long, long[]> firsts) {
    long[] keys = new TreeSet<>(firsts.keySet()).stream().mapToLong(key -> key).toArray();
    List<Long> values = new ArrayList<>();
    for (long key : keys) {
      long[] first = firsts.get(key);
      values.add(first == null ? HistoryRecorder.ABSENT : first[0]);
    }
    JointProblem problem = new JointProblem(placedTogether(calls), keys);
    return new Search(problem, mostSteps).run(problem.situation(values));
  }

  boolean fails(List<AtomicCall> calls, Map<Long, long[]> firsts) {
    if (firsts.size() > 1) {
      return ofKeys(calls, firsts) == Search.Outcome.NONE;
    }
    List<KeyCall> parts = new ArrayList<>();
    calls.forEach(call -> parts.addAll(call.parts()));
    return ofKey(parts, firsts.values().iterator().next()) == Search.Outcome.NONE;
  }

  /** The calls in order, what a crash left not before the last durable one began. */
  private static List<KeyCall> placed(List<KeyCall> calls) {
    long durable = Long.MIN_VALUE;
    for (KeyCall call : calls) {
      durable = call.isDurable() ? Math.max(durable, call.begun()) : durable;
    }
    List<KeyCall> placed = new ArrayList<>();
    for (KeyCall call : calls) {
      placed.add(call.operation() == Operation.SURVIVED ? call.begunAt(durable) : call);
    }
    placed.sort(KeyCall.BY_BEGIN);
    return placed;
  }

  private static List<AtomicCall> placedTogether(List<AtomicCall> calls) {
    long durable = Long.MIN_VALUE;
    for (AtomicCall call : calls) {
      durable = call.first().isDurable() ? Math.max(durable, call.begun()) : durable;
    }
    long from = durable;
    List<AtomicCall> placed = new ArrayList<>();
    for (AtomicCall call : calls) {
      placed.add(
          call.first().operation() == Operation.SURVIVED
              ? new AtomicCall(call.parts().stream().map(part -> part.begunAt(from)).toList())
              : call);
    }
    placed.sort(BY_BEGIN);
    return placed;
  }
}
