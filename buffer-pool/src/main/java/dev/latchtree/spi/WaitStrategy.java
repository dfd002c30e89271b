package dev.latchtree.spi;

/**
 * How a thread passes the time until a latch is free.
 *
 * <p>Called in a loop with a growing attempt number, by many threads at once, with no latch of the
 * one waited for held; implementations keep no state and neither throw nor block for long.
 */
@FunctionalInterface
public interface WaitStrategy {

  /**
   * Waits a little.
   *
   * @param attempt how often this wait has paused already, from 0
   * @return true to look at the latch again, false to park until it is released
   */
  boolean pause(int attempt);

  /** Burns the processor until the latch is free. Only for threads that own a core each. */
  WaitStrategy SPIN =
      attempt -> {
        Pauses.spin(attempt);
        return true;
      };

  /** Spins briefly, then offers the core to others between looks; never parks. */
  WaitStrategy SPIN_THEN_YIELD =
      attempt -> {
        if (attempt < Pauses.SPINS) {
          Pauses.spin(attempt);
        } else {
          Pauses.yieldCore();
        }
        return true;
      };

  /** Spins for a few microseconds, then parks. The default: right for any number of threads. */
  WaitStrategy SPIN_THEN_PARK =
      attempt -> {
        if (attempt < Pauses.SPINS) {
          Pauses.spin(attempt);
          return true;
        }
        return false;
      };

  /** The strategy of this name (case does not matter): spin, spin_then_yield, spin_then_park. */
  static WaitStrategy named(String name) {
    return switch (name.toUpperCase(java.util.Locale.ROOT)) {
      case "SPIN" -> SPIN;
      case "SPIN_THEN_YIELD" -> SPIN_THEN_YIELD;
      case "SPIN_THEN_PARK" -> SPIN_THEN_PARK;
      default ->
          throw new IllegalArgumentException(
              "no wait strategy '" + name + "'; there are SPIN, SPIN_THEN_YIELD, SPIN_THEN_PARK");
    };
  }
}
