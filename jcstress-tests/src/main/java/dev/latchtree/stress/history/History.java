package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The calls of several threads, in the order in which they began and ended; a call may do anything
 * to a map. For a few calls whose order is decided step by step: all threads share a clock, which
 * orders them. For threads that run freely, and many calls, there is {@link HistoryRecorder}.
 *
 * <p>For any threads.
 */
public final class History {

  private static final long MOST_STEPS = 20_000_000;

  private final List<Call> calls = new ArrayList<>();
  private long clock;

  /** A call begins; returns when. */
  public synchronized long begin() {
    return ++clock;
  }

  /** A call that began at {@code begun} has ended: at one instant in between it had this effect. */
  public synchronized void end(String name, long begun, Set<String> keys, Call.Effect effect) {
    calls.add(new Call(name, begun, ++clock, keys, effect));
  }

  /**
   * Throws if no order of the calls explains their answers: one in which a call that ended before
   * another began comes first, that begins with the map {@code first} and ends with {@code last}.
   *
   * <p>Linearizability is local, so keys that no call links to each other are looked at apart.
   */
  public synchronized void requireLinearizable(
      Map<String, String> first, Map<String, String> last) {
    Set<String> left = new HashSet<>(first.keySet());
    left.addAll(last.keySet());
    calls.forEach(call -> left.addAll(call.keys()));
    while (!left.isEmpty()) {
      Set<String> keys = linkedTo(left.iterator().next());
      left.removeAll(keys);
      List<Call> about =
          calls.stream().filter(call -> call.keys().stream().anyMatch(keys::contains)).toList();
      search(about, only(first, keys), only(last, keys));
    }
  }

  private static void search(
      List<Call> about, Map<String, String> first, Map<String, String> last) {
    List<Call> all = new ArrayList<>(about);
    all.add(
        new Call("the end", Long.MAX_VALUE - 1, Long.MAX_VALUE - 1, last.keySet(), last::equals));
    EffectProblem problem = new EffectProblem(all);
    switch (new Search(problem, MOST_STEPS).run(problem.situation(first))) {
      case NONE -> throw new AssertionError(describe(about, first, last));
      case GAVE_UP -> throw new AssertionError("gave up: " + describe(about, first, last));
      case FOUND -> {}
    }
  }

  private Set<String> linkedTo(String key) {
    Set<String> linked = new HashSet<>(Set.of(key));
    int before = 0;
    while (before < linked.size()) {
      before = linked.size();
      for (Call call : calls) {
        if (call.keys().stream().anyMatch(linked::contains)) {
          linked.addAll(call.keys());
        }
      }
    }
    return linked;
  }

  private static Map<String, String> only(Map<String, String> map, Set<String> keys) {
    Map<String, String> part = new HashMap<>(map);
    part.keySet().retainAll(keys);
    return part;
  }

  private static String describe(
      List<Call> calls, Map<String, String> first, Map<String, String> last) {
    return "no order of these calls leads from %s to %s:\n  %s"
        .formatted(
            first, last, calls.stream().map(Call::toString).collect(Collectors.joining("\n  ")));
  }
}
