package dev.latchtree.pagefile;

/** The device failed to take pages; they stay dirty in memory and nothing is lost yet. */
public final class PageWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageWriteException(String file, long firstPageId, int pages, Throwable cause) {
    super(
        pages
            + " page(s) from page "
            + firstPageId
            + " on could not be written to "
            + file
            + ": "
            + cause.getMessage(),
        cause);
  }
}
