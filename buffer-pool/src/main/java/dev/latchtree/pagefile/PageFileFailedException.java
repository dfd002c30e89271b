package dev.latchtree.pagefile;

/**
 * A sync of the page file failed. What it should have saved may be gone from the disk and from the
 * system's cache, so nothing is read, written or synced any more: reopen and recover.
 */
public final class PageFileFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageFileFailedException(String file, Throwable cause) {
    super(
        "a sync of "
            + file
            + " failed ("
            + cause.getMessage()
            + "); it takes no further reads or writes: close and recover",
        cause);
  }
}
