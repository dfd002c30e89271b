package dev.latchtree.pagefile;

/** What is at a page's place in the file is not that page. Other pages are not affected. */
public final class CorruptPageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final long pageId;
  private final long expected;
  private final long actual;

  private CorruptPageException(String file, long pageId, String what, long expected, long actual) {
    super(
        "page %d of %s is corrupt: %s, expected %s, actual %s"
            .formatted(pageId, file, what, hex(expected), hex(actual)));
    this.file = file;
    this.pageId = pageId;
    this.expected = expected;
    this.actual = actual;
  }

  static CorruptPageException checksum(String file, long pageId, int expected, int actual) {
    return new CorruptPageException(
        file,
        pageId,
        "its checksum does not match its bytes",
        Integer.toUnsignedLong(expected),
        Integer.toUnsignedLong(actual));
  }

  static CorruptPageException neverWritten(String file, long pageId) {
    return new CorruptPageException(file, pageId, "it was never written (its id)", pageId, 0);
  }

  static CorruptPageException misdirected(String file, long pageId, long actual) {
    return new CorruptPageException(file, pageId, "another page stands here", pageId, actual);
  }

  static CorruptPageException beyondEnd(String file, long pageId, int pageSize, int found) {
    return new CorruptPageException(
        file, pageId, "the file ends before it does (bytes)", pageSize, found);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** The path of the file. */
  public String file() {
    return file;
  }

  public long pageId() {
    return pageId;
  }

  public long expected() {
    return expected;
  }

  public long actual() {
    return actual;
  }
}
