package dev.latchtree.pagefile;

/** The device failed to deliver a page; other pages are not affected. */
public final class PageReadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageReadException(String file, long pageId, Throwable cause) {
    super("page " + pageId + " of " + file + " could not be read: " + cause.getMessage(), cause);
  }
}
