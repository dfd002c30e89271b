package dev.latchtree.spi;

/**
 * The pauses that the built-in wait strategies are made of.
 *
 * <p>The first pause is long on purpose, about a microsecond: a page is held for less than that by
 * a holder that runs, and every earlier look at the word would only take its cache line away from
 * the holder. After the second the holder most likely does not run, and spinning keeps it from
 * running. Shorter first pauses, more of them, and yields before parking were all measured to be
 * slower with 8 threads on 2 cores: see ARCHITECTURE.md, Decisions.
 */
final class Pauses {

  /** Looks at the word before parking or yielding. */
  static final int SPINS = 2;

  private static final int FIRST_SPIN = 128;

  private Pauses() {}

  /** Pauses 128 times, then 256 times. */
  static void spin(int attempt) {
    for (int i = FIRST_SPIN << Math.min(attempt, SPINS - 1); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  /** Offers the core: with more threads than cores the latch's holder may be waiting for it. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted
  static void yieldCore() {
    Thread.yield();
  }
}
