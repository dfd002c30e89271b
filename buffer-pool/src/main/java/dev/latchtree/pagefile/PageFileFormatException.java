package dev.latchtree.pagefile;

/** The file is not a page file that this version can use with these settings. */
public final class PageFileFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageFileFormatException(String message) {
    super(message);
  }

  PageFileFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
