package dev.latchtree.stress.zoo;

/** A patch cannot be read, or does not apply; says which, and which part of it. */
public final class PatchException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PatchException(String message) {
    super(message);
  }
}
