package dev.latchtree.buffer;

import org.jspecify.annotations.Nullable;

/** Runs all steps of a clean-up, also those behind one that fails. */
final class Cleanup {

  private Cleanup() {}

  /** Runs each step; then throws what the first failing one threw, the others suppressed in it. */
  static void all(Runnable... steps) {
    Throwable failure = null;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        failure = first(failure, e);
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private static Throwable first(@Nullable Throwable earlier, Throwable later) {
    if (earlier == null) {
      return later;
    }
    if (earlier != later) {
      earlier.addSuppressed(later);
    }
    return earlier;
  }
}
