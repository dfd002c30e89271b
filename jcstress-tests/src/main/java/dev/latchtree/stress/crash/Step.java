package dev.latchtree.stress.crash;

import dev.latchtree.LatchStore;
import dev.latchtree.wal.Receipt;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One call of one thread, and what it does if it succeeds.
 *
 * @param name for people
 * @param changes to the thread's own places: the number of the value, {@link #TREE} for a tree,
 *     null for what is gone afterwards
 * @param piecewise whether a crash may leave a part of the changes
 * @param shared what it does to a key that others write, too, or null
 * @param call makes it
 */
record Step(
    String name,
    Map<String, @Nullable Long> changes,
    boolean piecewise,
    @Nullable SharedWrite shared,
    Call call) {

  /** Stands for a tree where entries have the number of their value. */
  static final Long TREE = -1L;

  /** How a call ended. */
  record Done(boolean effective, @Nullable Receipt receipt) {
    static final Done CHANGED = new Done(true, null);
    static final Done UNCHANGED = new Done(false, null);

    static Done with(Receipt receipt) {
      return new Done(true, receipt);
    }
  }

  /** Calls the store; throws {@link AssertionError} if the answer is wrong. */
  @FunctionalInterface
  interface Call {
    Done on(LatchStore store);
  }

  Step {
    changes = new HashMap<>(changes);
  }

  /** A call that changes nothing. */
  static Step harmless(String name, Call call) {
    return new Step(name, Map.of(), false, null, call);
  }

  void applyTo(NavigableMap<String, Long> state) {
    changes.forEach(
        (place, number) -> {
          if (number == null) {
            state.remove(place);
          } else {
            state.put(place, number);
          }
        });
  }

  /** Whether some of its changes, all or none, lead from {@code before} to {@code found}. */
  boolean mayLead(NavigableMap<String, Long> before, NavigableMap<String, Long> found) {
    if (!piecewise) {
      return false;
    }
    TreeSet<String> places = new TreeSet<>(before.keySet());
    places.addAll(found.keySet());
    for (String place : places) {
      Long there = found.get(place);
      boolean asBefore = Objects.equals(there, before.get(place));
      boolean asAfter = changes.containsKey(place) && Objects.equals(there, changes.get(place));
      if (!asBefore && !asAfter) {
        return false;
      }
    }
    return true;
  }
}
