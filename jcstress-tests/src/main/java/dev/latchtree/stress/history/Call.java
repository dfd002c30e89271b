package dev.latchtree.stress.history;

import java.util.Map;
import java.util.Set;

/**
 * One call that has returned.
 *
 * @param name for people, with its answer
 * @param begun on the clock of the {@link History}
 * @param ended likewise
 * @param keys that it read or changed at one instant
 * @param effect what it did
 */
public record Call(String name, long begun, long ended, Set<String> keys, Effect effect) {

  /** What a call does to a map, and when its answer is the right one. */
  @FunctionalInterface
  public interface Effect {

    /**
     * Changes {@code map} as the call does; false if the answer given would be wrong for this map.
     */
    boolean happens(Map<String, String> map);
  }

  @Override
  public String toString() {
    return "[%d, %d] %s".formatted(begun, ended, name);
  }
}
