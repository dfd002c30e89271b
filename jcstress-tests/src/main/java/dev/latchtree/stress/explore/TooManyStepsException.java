package dev.latchtree.stress.explore;

/** The threads go on and on: most likely they keep undoing each other's work. */
public final class TooManyStepsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooManyStepsException(String message) {
    super(message);
  }
}
