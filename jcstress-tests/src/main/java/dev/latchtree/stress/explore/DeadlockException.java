package dev.latchtree.stress.explore;

/** All threads that are left wait, and nobody is there to let them go. */
public final class DeadlockException extends RuntimeException {

  private static final long serialVersionUID = 1;

  DeadlockException(String message) {
    super(message);
  }
}
