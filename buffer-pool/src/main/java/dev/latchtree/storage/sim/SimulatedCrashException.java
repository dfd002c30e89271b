package dev.latchtree.storage.sim;

/**
 * The simulated machine is down. Thrown by the call during which it crashed and by every later call
 * on a handle from before the crash (except {@code close()}, which then does nothing). Unchecked,
 * because no program can handle its own power cut: let it pass up to the test.
 */
public final class SimulatedCrashException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulatedCrashException(String message) {
    super(message);
  }
}
