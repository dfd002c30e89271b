package dev.latchtree.recovery;

/**
 * Where the bytes on disk are. If nothing changes meanwhile the sum is the size of all files of the
 * store.
 *
 * @param live pages in use, the page file's header, and the control file
 * @param free the rest of the page file: to be used again
 * @param log all files of the log, those that wait to be used again included
 */
public record SpaceUse(long live, long free, long log) {

  /** For stores without files. */
  public static final SpaceUse NONE = new SpaceUse(0, 0, 0);

  public long total() {
    return live + free + log;
  }
}
