package dev.latchtree.stress.history;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for an order that explains a few calls, by trying all; each situation once. */
final class Linearization {

  private record Situation(BitSet done, Map<String, String> map) {}

  private final List<Call> calls;
  private final Map<String, String> last;
  private final Set<Situation> seen = new HashSet<>();

  Linearization(List<Call> calls, Map<String, String> last) {
    this.calls = calls;
    this.last = last;
  }

  boolean isPossible(Map<String, String> first) {
    return goesOn(new Situation(new BitSet(), first));
  }

  private boolean goesOn(Situation situation) {
    if (situation.done.cardinality() == calls.size()) {
      return situation.map.equals(last);
    }
    if (!seen.add(situation)) {
      return false;
    }
    for (int i = 0; i < calls.size(); i++) {
      if (mayBeNext(i, situation.done)) {
        Map<String, String> map = new HashMap<>(situation.map);
        if (calls.get(i).effect().happens(map)) {
          BitSet done = (BitSet) situation.done.clone();
          done.set(i);
          if (goesOn(new Situation(done, map))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean mayBeNext(int call, BitSet done) {
    if (done.get(call)) {
      return false;
    }
    for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
      if (calls.get(i).isBefore(calls.get(call))) {
        return false;
      }
    }
    return true;
  }
}
