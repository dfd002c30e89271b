package dev.latchtree.buffer;

/** The page id was never handed out, or was freed. */
public final class PageNotAllocatedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageNotAllocatedException(long pageId, String where, long highWater) {
    super(
        "page "
            + pageId
            + " is not allocated in "
            + where
            + " (ids in use lie between 1 and "
            + (highWater - 1)
            + ")");
  }
}
