package dev.latchtree.buffer;

/** There is no frame to be had: nothing was taken, and the operation may be tried again. */
public final class PoolFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PoolFullException(String message) {
    super(message);
  }
}
