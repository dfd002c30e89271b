package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a history that cannot be explained small, so that people can see why.
 *
 * <p><b>A prefix.</b> What had ended by some time, and what had begun by then without its answer,
 * is a history too, and a map explains all prefixes of what it explains. So the shortest prefix
 * that fails shows the failure at the moment when it became one.
 *
 * <p><b>Calls dropped.</b> A call may be dropped if what is left cannot become wrong by that:
 *
 * <ul>
 *   <li>one that changes nothing: a read, or a conditional call that was refused. An order of all
 *       calls without it is an order of the others.
 *   <li>a write whose value no other call would be right to find. Then in any order of all calls
 *       the next call that looks at what it wrote, or replaces it, is a blind write; so nobody
 *       misses it.
 * </ul>
 *
 * <p>Conditional writes look for each other's values. But a write may also be taken for a blind
 * one, if what is left still fails: an order of all calls is one of those as well. So as many as
 * possible are, if others can be dropped then.
 *
 * <p><b>Beginnings cut.</b> Where all calls about one key have ended, what went before may be
 * replaced by the values that it can have led to, all of them. That is done only if much is left,
 * since it hides who wrote them.
 */
final class Shrinker {

  private static final int FEW = 24;
  private static final int MANY = 600;
  private static final int VERY_MANY = 20_000;

  private final Searches searches;
  private final Trial trial;
  private List<AtomicCall> calls;
  private Map<Long, long[]> firsts;

  /** Takes calls that fail the trial. */
  Shrinker(Searches searches, Trial trial, List<AtomicCall> calls, Map<Long, long[]> firsts) {
    this.searches = searches;
    this.trial = trial;
    this.calls = new ArrayList<>(calls);
    this.firsts = firsts;
  }

  /** Makes them as few as it can. */
  Shrinker shrink() {
    toShortestPrefix();
    if (calls.size() > VERY_MANY) {
      cutBeginning(VERY_MANY);
    }
    dropReads();
    if (calls.size() > MANY) {
      cutBeginning(MANY);
    }
    dropAll();
    if (calls.size() > FEW) {
      cutBeginning(FEW);
      dropAll();
    }
    return this;
  }

  List<AtomicCall> calls() {
    return calls;
  }

  Map<Long, long[]> firsts() {
    return firsts;
  }

  private boolean fails(List<AtomicCall> tried) {
    return !tried.isEmpty() && trial.fails(tried, firsts);
  }

  // ---- prefix

  private void toShortestPrefix() {
    long[] ends =
        calls.stream()
            .mapToLong(AtomicCall::ended)
            .filter(end -> end != KeyCall.NEVER)
            .sorted()
            .distinct()
            .toArray();
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (fails(prefix(ends[middle]))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (ends.length > 0) {
      List<AtomicCall> prefix = prefix(ends[low]);
      calls = fails(prefix) ? prefix : calls;
    }
  }

  private List<AtomicCall> prefix(long until) {
    List<AtomicCall> prefix = new ArrayList<>();
    for (AtomicCall call : calls) {
      if (call.ended() <= until) {
        prefix.add(call);
      } else if (call.begun() <= until && call.mayWrite()) {
        prefix.add(call.unanswered());
      }
    }
    return prefix;
  }

  // ---- dropping

  /** Drops, and looks whether a shorter prefix fails without what was dropped. */
  private void dropAll() {
    int before;
    do {
      before = calls.size();
      drop();
      toShortestPrefix();
    } while (calls.size() < before);
  }

  private void drop() {
    dropReads();
    dropOneByOne();
    List<AtomicCall> answered = calls;
    calls = new ArrayList<>(answered);
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).isConditionalWrite()) {
        List<AtomicCall> weaker = new ArrayList<>(calls);
        weaker.set(i, calls.get(i).blind());
        calls = fails(weaker) ? weaker : calls;
      }
    }
    dropOneByOne();
    if (calls.size() == answered.size()) {
      calls = answered;
    }
  }

  /** In halves, quarters and so on, as long as something falls. */
  private void dropReads() {
    for (int chunk = calls.size(); chunk >= 1; chunk /= 2) {
      int from = 0;
      while (from < calls.size()) {
        List<AtomicCall> left = new ArrayList<>();
        int reads = 0;
        int at = from;
        for (int i = 0; i < calls.size(); i++) {
          boolean drops = i >= from && reads < chunk && !calls.get(i).writes();
          if (drops) {
            reads++;
            at = i;
          } else {
            left.add(calls.get(i));
          }
        }
        if (reads == 0) {
          break;
        }
        if (fails(left)) {
          calls = left;
          from = at + 1 - reads;
        } else {
          from = at + 1;
        }
      }
    }
  }

  private void dropOneByOne() {
    boolean dropped = true;
    while (dropped) {
      dropped = false;
      for (int i = calls.size() - 1; i >= 0; i--) {
        if (mayDrop(calls, i)) {
          List<AtomicCall> left = new ArrayList<>(calls);
          left.remove(i);
          if (fails(left)) {
            calls = left;
            dropped = true;
          }
        }
      }
    }
  }

  /** Whether the others can be explained without this one if all can be explained. */
  static boolean mayDrop(List<AtomicCall> calls, int call) {
    for (KeyCall part : calls.get(call).parts()) {
      for (int other = 0; other < calls.size(); other++) {
        if (part.writes() && other != call && looksFor(calls.get(other), part)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean looksFor(AtomicCall other, KeyCall written) {
    for (KeyCall part : other.parts()) {
      if (part.key() == written.key()
          && part.need() != KeyCall.Need.ANY
          && part.accepts(written.after())) {
        return true;
      }
    }
    return false;
  }

  // ---- cutting

  private void cutBeginning(int most) {
    if (firsts.size() > 1) {
      return;
    }
    calls.sort(Comparator.comparing(AtomicCall::first, KeyCall.BY_BEGIN));
    int cut = 0;
    long ended = Long.MIN_VALUE;
    for (int i = 0; i < calls.size() && (cut == 0 || calls.size() - cut > most); i++) {
      if (i > 0 && ended < calls.get(i).begun()) {
        cut = i;
      }
      ended = Math.max(ended, calls.get(i).ended());
    }
    Map.Entry<Long, long[]> first = firsts.entrySet().iterator().next();
    List<KeyCall> before = new ArrayList<>();
    calls.subList(0, cut).forEach(call -> before.addAll(call.parts()));
    long[] lasts = cut == 0 ? null : searches.lasts(before, first.getValue());
    if (lasts != null) {
      List<AtomicCall> rest = new ArrayList<>(calls.subList(cut, calls.size()));
      Map<Long, long[]> restFirsts = new HashMap<>(Map.of(first.getKey(), lasts));
      if (trial.fails(rest, restFirsts)) {
        calls = rest;
        firsts = restFirsts;
      }
    }
  }
}
