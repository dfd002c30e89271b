package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls of which only their effect on a map is known: a situation is the map. */
final class EffectProblem implements Problem {

  private final List<Call> calls;
  private final List<Map<String, String>> situations = new ArrayList<>();
  private final Map<Map<String, String>, Integer> numbers = new HashMap<>();

  EffectProblem(List<Call> calls) {
    this.calls = calls.stream().sorted(Comparator.comparingLong(Call::begun)).toList();
  }

  /** The situation that the map is so. */
  int situation(Map<String, String> map) {
    Integer known = numbers.putIfAbsent(map, situations.size());
    if (known == null) {
      situations.add(map);
      return situations.size() - 1;
    }
    return known;
  }

  @Override
  public int size() {
    return calls.size();
  }

  @Override
  public long begun(int call) {
    return calls.get(call).begun();
  }

  @Override
  public long ended(int call) {
    return calls.get(call).ended();
  }

  /** Nobody knows of an effect whether it never changes anything. */
  @Override
  public boolean onlyLooks(int call) {
    return false;
  }

  @Override
  public int apply(int call, int situation) {
    Map<String, String> map = new HashMap<>(situations.get(situation));
    return calls.get(call).effect().happens(map) ? situation(map) : -1;
  }
}
