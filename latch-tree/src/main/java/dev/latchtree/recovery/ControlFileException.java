package dev.latchtree.recovery;

/** The control file is missing, damaged, of another version, or says something else than wanted. */
public final class ControlFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ControlFileException(String message) {
    super(message);
  }
}
