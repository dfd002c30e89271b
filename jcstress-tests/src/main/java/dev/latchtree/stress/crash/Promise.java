package dev.latchtree.stress.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one thread has written under keys that are its own, and how much of that it was told is
 * safe. After a crash there must be what its acknowledged calls left, or those and the one that had
 * begun: all of it or nothing.
 */
final class Promise {

  private final String owner;

  /** After each call that has begun; the first before any. */
  private final List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));

  private int acknowledged;

  Promise(String owner) {
    this.owner = owner;
  }

  /** A call begins; the one before was acknowledged. */
  void begin(List<String> keys, String valueOrNothing) {
    if (acknowledged != states.size() - 1) {
      throw new IllegalStateException(owner + " makes one call at a time");
    }
    Map<String, String> next = new TreeMap<>(states.get(acknowledged));
    for (String key : keys) {
      if (valueOrNothing.isEmpty()) {
        next.remove(key);
      } else {
        next.put(key, valueOrNothing);
      }
    }
    states.add(next);
  }

  /** The call has returned. */
  void acknowledge() {
    acknowledged = states.size() - 1;
  }

  int calls() {
    return states.size() - 1;
  }

  /**
   * Compares with what is there of its keys.
   *
   * @throws AssertionError if that was not promised
   */
  void require(Map<String, String> found) {
    if (!states.subList(acknowledged, states.size()).contains(found)) {
      throw new AssertionError(
          "%s was told that %d of its %d calls are safe; there is %s, not one of %s"
              .formatted(
                  owner,
                  acknowledged,
                  calls(),
                  found,
                  states.subList(acknowledged, states.size())));
    }
  }
}
