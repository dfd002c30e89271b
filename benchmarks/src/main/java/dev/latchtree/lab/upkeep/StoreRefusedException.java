package dev.latchtree.lab.upkeep;

/** There is no store that can be used as asked; the message says why, and what helps. */
public final class StoreRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  StoreRefusedException(String message) {
    super(message);
  }

  StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
