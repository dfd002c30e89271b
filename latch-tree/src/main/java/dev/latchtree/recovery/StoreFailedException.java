package dev.latchtree.recovery;

/**
 * The store takes no more changes, because the device did not take an earlier one. What is in
 * memory can be read; whoever closes the store and opens it again gets all that was acknowledged.
 */
public final class StoreFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreFailedException(String store, Throwable cause) {
    super(
        "the store of %s has failed and takes no changes any more (%s): close it and open it again"
            .formatted(store, cause.getMessage()),
        cause);
  }
}
