package dev.latchtree.lab.workload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many of a hundred operations are of each kind.
 *
 * @param read of an entry that is there
 * @param create of one that is not
 * @param update of one that is there
 * @param delete of the oldest
 */
public record CrudMix(int read, int create, int update, int delete) {

  /** Of DocDB's stress test. */
  public static final CrudMix USUAL = new CrudMix(40, 30, 20, 10);

  private static final int ALL = 100;
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3})/(\\d{1,3})/(\\d{1,3})/(\\d{1,3})");

  /** Refuses what does not add up. */
  public CrudMix {
    int sum = read + create + update + delete;
    if (read < 0 || create < 0 || update < 0 || delete < 0 || sum != ALL) {
      throw new IllegalArgumentException(
          "reads, creates, updates and deletes must add up to 100: %d/%d/%d/%d, which is %d"
              .formatted(read, create, update, delete, sum));
    }
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static CrudMix parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "four numbers are needed, of reads, creates, updates and deletes, like %s: %s"
              .formatted(USUAL, text));
    }
    return new CrudMix(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)));
  }

  /** The kind that a number from 0 to 99 stands for. */
  CrudKind kindOf(int drawn) {
    if (drawn < read) {
      return CrudKind.READ;
    }
    if (drawn < read + create) {
      return CrudKind.CREATE;
    }
    return drawn < read + create + update ? CrudKind.UPDATE : CrudKind.DELETE;
  }

  @Override
  public String toString() {
    return read + "/" + create + "/" + update + "/" + delete;
  }
}
