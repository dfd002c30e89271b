package dev.latchtree.spi;

/** The pauses that the built-in wait strategies are made of. */
final class Pauses {

  /** Looks before the first yield: with doubling pauses, a few microseconds in all. */
  static final int SPINS = 7;

  /** Looks between the last spin and parking. */
  static final int YIELDS = 3;

  private static final int LONGEST_SPIN = 6;

  private Pauses() {}

  /** Pauses 1, 2, 4, ... 64 times. */
  static void spin(int attempt) {
    for (int i = 1 << Math.min(attempt, LONGEST_SPIN); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  /** Offers the core: with more threads than cores the latch's holder may be waiting for it. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted; parking follows
  static void yieldCore() {
    Thread.yield();
  }
}
