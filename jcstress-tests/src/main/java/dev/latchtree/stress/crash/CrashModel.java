package dev.latchtree.stress.crash;

import dev.latchtree.stress.crash.SharedKey.Fate;
import dev.latchtree.stress.crash.ThreadHistory.Made;
import dev.latchtree.stress.crash.ThreadHistory.Survivors;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a store was told in its lives, and what it has promised: the judge after a crash.
 *
 * <p>What is left must be what a prefix of the log left, one that reaches beyond all that was
 * reported durable. For each thread's own places that is the state after one of its calls; for keys
 * that several threads write, an order of those of their calls that survived; and where the
 * positions of records are known, no record that is gone lies before one that is there.
 */
final class CrashModel {

  private final AtomicLong clock = new AtomicLong();
  private final Map<Character, ThreadHistory> histories = new TreeMap<>();
  private NavigableMap<String, Long> sharedBase = new TreeMap<>();

  CrashModel(int threads) {
    histories.put(Places.SETUP, new ThreadHistory(Places.SETUP, clock));
    for (int t = 0; t < threads; t++) {
      histories.put(Places.owner(t), new ThreadHistory(Places.owner(t), clock));
    }
  }

  ThreadHistory history(char owner) {
    ThreadHistory history = histories.get(owner);
    if (history == null) {
      throw new IllegalArgumentException("no thread " + owner);
    }
    return history;
  }

  /** All calls that have returned by now; for {@link #durable}. */
  Map<Character, Integer> completed() {
    Map<Character, Integer> counts = new HashMap<>();
    histories.forEach((owner, history) -> counts.put(owner, history.completed()));
    return counts;
  }

  /** These calls were reported durable. */
  void durable(Map<Character, Integer> completed) {
    completed.forEach((owner, count) -> history(owner).durable(count));
  }

  /**
   * Compares with what is in the store.
   *
   * @param found all trees and entries, as {@link Places} names them
   * @throws AssertionError if that cannot be
   */
  void check(Map<String, Long> found) {
    check(found, ThreadHistory::durable);
  }

  /**
   * Compares with what a store shows that is still open: all that has returned, durable or not.
   *
   * @throws AssertionError if that cannot be
   */
  void checkVisible(Map<String, Long> found) {
    check(found, ThreadHistory::completed);
  }

  /** Compares as if nothing had been reported durable: any prefix will do. */
  void checkPrefix(Map<String, Long> found) {
    check(found, history -> 0);
  }

  private void check(Map<String, Long> found, ToIntFunction<ThreadHistory> least) {
    Map<Character, NavigableMap<String, Long>> parts = divide(found);
    Map<Character, Survivors> survivors = new HashMap<>();
    histories.forEach(
        (owner, history) ->
            survivors.put(
                owner, history.survivors(partOf(parts, owner), least.applyAsInt(history))));
    checkOrder(survivors);
    checkShared(survivors, partOf(parts, Places.SHARED));
  }

  private static NavigableMap<String, Long> partOf(
      Map<Character, NavigableMap<String, Long>> parts, char owner) {
    return parts.getOrDefault(owner, new TreeMap<>());
  }

  private Map<Character, NavigableMap<String, Long>> divide(Map<String, Long> found) {
    Map<Character, NavigableMap<String, Long>> parts = new HashMap<>();
    found.forEach(
        (place, number) -> {
          char owner = Places.ownerOf(place);
          if (owner != Places.SHARED && !histories.containsKey(owner)) {
            throw new AssertionError("nobody made " + place);
          }
          parts.computeIfAbsent(owner, any -> new TreeMap<>()).put(place, number);
        });
    return parts;
  }

  /** A log without gaps: all that survived lies before all that did not. */
  private void checkOrder(Map<Character, Survivors> survivors) {
    @Nullable Made lastThere = null;
    @Nullable Made firstGone = null;
    for (Map.Entry<Character, ThreadHistory> entry : histories.entrySet()) {
      int index = 0;
      Survivors counts = of(survivors, entry.getKey());
      for (Made made : entry.getValue().calls()) {
        if (made.effective && made.lsn >= 0) {
          if (index < counts.least() && (lastThere == null || made.lsn > lastThere.lsn)) {
            lastThere = made;
          }
          if (index >= counts.most() && (firstGone == null || made.lsn < firstGone.lsn)) {
            firstGone = made;
          }
        }
        index++;
      }
    }
    if (lastThere != null && firstGone != null && lastThere.lsn > firstGone.lsn) {
      throw new AssertionError(
          "%s at %d is there, %s at %d, before it, is not"
              .formatted(lastThere, lastThere.lsn, firstGone, firstGone.lsn));
    }
  }

  private static Survivors of(Map<Character, Survivors> survivors, Character owner) {
    Survivors counts = survivors.get(owner);
    if (counts == null) {
      throw new IllegalArgumentException("no thread " + owner);
    }
    return counts;
  }

  private void checkShared(Map<Character, Survivors> survivors, NavigableMap<String, Long> found) {
    Map<String, SharedKey> keys = new TreeMap<>();
    histories.forEach(
        (owner, history) -> {
          int index = 0;
          Survivors counts = of(survivors, owner);
          for (Made made : history.calls()) {
            SharedWrite write = made.step.shared();
            if (write != null && made.effective) {
              Fate fate =
                  index < counts.least()
                      ? Fate.SURVIVED
                      : index < counts.most() ? Fate.UNKNOWN : Fate.LOST;
              keys.computeIfAbsent(write.place(), any -> new SharedKey())
                  .add(write, made.begun, made.ended, fate, owner + ": " + made.step.name());
            }
            index++;
          }
        });
    TreeSet<String> places = new TreeSet<>(keys.keySet());
    places.addAll(found.keySet());
    places.addAll(sharedBase.keySet());
    for (String place : places) {
      keys.getOrDefault(place, new SharedKey())
          .requirePossible(place, sharedBase.get(place), found.get(place));
    }
  }

  /** The store was opened and has promised to keep what was found in it. */
  void settle(Map<String, Long> found) {
    Map<Character, NavigableMap<String, Long>> parts = divide(found);
    histories.forEach((owner, history) -> history.settle(partOf(parts, owner)));
    sharedBase = partOf(parts, Places.SHARED);
  }
}
