package dev.latchtree.stress.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls about one key: a situation is the key's value, or that it has none. */
final class KeyProblem implements Problem {

  private final List<KeyCall> calls;
  private final Map<Long, Integer> situations = new HashMap<>();
  private final Map<Integer, Long> values = new HashMap<>();
  private final int absent;
  private final int[] needed;
  private final int[] after;

  /** The calls in the order of their begins. */
  KeyProblem(List<KeyCall> calls) {
    this.calls = calls;
    absent = situation(HistoryRecorder.ABSENT);
    needed = new int[calls.size()];
    after = new int[calls.size()];
    for (int i = 0; i < needed.length; i++) {
      KeyCall call = calls.get(i);
      needed[i] = situation(call.needed());
      after[i] = situation(call.after());
    }
  }

  /** The situation that the key has this value. */
  int situation(long value) {
    int next = situations.size();
    Integer known = situations.putIfAbsent(value, next);
    if (known == null) {
      values.put(next, value);
      return next;
    }
    return known;
  }

  int[] situations(long[] firsts) {
    int[] numbers = new int[firsts.length];
    for (int i = 0; i < firsts.length; i++) {
      numbers[i] = situation(firsts[i]);
    }
    return numbers;
  }

  long value(int situation) {
    return values.getOrDefault(situation, HistoryRecorder.ABSENT);
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
    boolean right =
        switch (calls.get(call).need()) {
          case ANY -> true;
          case EQUAL -> situation == needed[call];
          case OTHER -> situation != needed[call];
          case SOME -> situation != absent;
        };
    if (!right) {
      return -1;
    }
    return calls.get(call).writes() ? after[call] : situation;
  }

  @Override
  public boolean isDurable(int call) {
    return calls.get(call).isDurable();
  }

  @Override
  public boolean comesAfterDurable(int call) {
    return calls.get(call).operation() == Operation.SURVIVED;
  }
}
