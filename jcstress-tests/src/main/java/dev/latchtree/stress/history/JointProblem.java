package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls about a few keys: a situation is what all of them have. */
final class JointProblem implements Problem {

  private final List<AtomicCall> calls;
  private final long[] keys;
  private final Map<List<Long>, Integer> numbers = new HashMap<>();
  private final List<List<Long>> situations = new ArrayList<>();

  /** The calls in the order of their begins; {@code keys} ascend. */
  JointProblem(List<AtomicCall> calls, long[] keys) {
    this.calls = calls;
    this.keys = keys;
  }

  /** The situation that the keys have these values. */
  int situation(List<Long> values) {
    Integer known = numbers.putIfAbsent(values, situations.size());
    if (known == null) {
      situations.add(values);
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

  @Override
  public boolean onlyLooks(int call) {
    return !calls.get(call).writes();
  }

  @Override
  public int apply(int call, int situation) {
    List<Long> values = situations.get(situation);
    List<Long> after = new ArrayList<>(values);
    for (KeyCall part : calls.get(call).parts()) {
      int at = Arrays.binarySearch(keys, part.key());
      if (!part.accepts(values.get(at))) {
        return -1;
      }
      if (part.writes()) {
        after.set(at, part.after());
      }
    }
    return situation(after);
  }

  @Override
  public boolean isDurable(int call) {
    return calls.get(call).first().isDurable();
  }

  @Override
  public boolean comesAfterDurable(int call) {
    return calls.get(call).first().operation() == Operation.SURVIVED;
  }
}
