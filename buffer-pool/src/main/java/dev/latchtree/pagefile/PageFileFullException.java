package dev.latchtree.pagefile;

/** The page file could not grow, most likely because the disk is full. Nothing was taken. */
public final class PageFileFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageFileFullException(String file, long from, long to, Throwable cause) {
    super(
        file
            + " could not grow from "
            + from
            + " to "
            + to
            + " pages ("
            + cause.getMessage()
            + "): make room on the disk, then try again",
        cause);
  }
}
