package dev.latchtree.latch;

/**
 * The 64 bits of a latch word. Pure functions; {@link HybridLatch} alone changes words.
 *
 * <pre>
 *  63                                        16  15   14   13   12   11 10   9            0
 * +--------------------------------------------+----+----+----+----+-------+---------------+
 * |                  version                   | X  | W  | D  | M  | state | shared holders|
 * +--------------------------------------------+----+----+----+----+-------+---------------+
 *  version  only grows: every exclusive release adds one, so also eviction, load, free, re-use
 *  X        EXCLUSIVE: held exclusively; nobody but the holder changes the word
 *  W        WANTED: an exclusive waiter holds back new shared holders; cleared by taking exclusive
 *  D        DIRTY: the page in memory is newer than the one in the file
 *  M        MARKED: chosen by the replacement policy, evicted unless someone comes by
 *  state    0 ABSENT, 1 RESIDENT, 2 FREE (the page id is not allocated); 3 is illegal
 *  shared   0 to 1,023 holders; at 1,023 the next one waits
 * </pre>
 *
 * Illegal words: X with shared holders; M or D in a state other than RESIDENT.
 *
 * <p>Wrap: 48 bits of version last 325 days at ten million exclusive releases a second on one page,
 * and a wrap harms only a reader that sleeps for exactly one whole turn between read and
 * validation.
 */
public final class LatchWord {

  public static final long SHARED_MASK = (1L << 10) - 1;
  public static final int MAX_SHARED = (int) SHARED_MASK;

  private static final int STATE_SHIFT = 10;
  public static final long STATE_MASK = 3L << STATE_SHIFT;
  public static final long ABSENT = 0;
  public static final long RESIDENT = 1L << STATE_SHIFT;
  public static final long FREE = 2L << STATE_SHIFT;

  public static final long MARKED = 1L << 12;
  public static final long DIRTY = 1L << 13;
  public static final long WANTED = 1L << 14;
  public static final long EXCLUSIVE = 1L << 15;
  public static final long VERSION_ONE = 1L << 16;

  /** What a validation compares: the version, and that nobody is changing the page. */
  public static final long VALIDATION_MASK = -VERSION_ONE | EXCLUSIVE;

  private LatchWord() {}

  public static long version(long word) {
    return word >>> 16;
  }

  /**
   * Whether the page is as it was when its word was {@code seen}: the same version, and nobody is
   * changing it now. Also false while the exclusive holder that {@code seen} shows is still there.
   */
  static boolean isUnchanged(long now, long seen) {
    return ((now ^ (seen & ~EXCLUSIVE)) & VALIDATION_MASK) == 0;
  }

  public static boolean isExclusive(long word) {
    return (word & EXCLUSIVE) != 0;
  }

  public static int sharedCount(long word) {
    return (int) (word & SHARED_MASK);
  }

  public static boolean isHeld(long word) {
    return (word & (EXCLUSIVE | SHARED_MASK)) != 0;
  }

  public static boolean isDirty(long word) {
    return (word & DIRTY) != 0;
  }

  public static boolean isMarked(long word) {
    return (word & MARKED) != 0;
  }

  public static boolean isResident(long word) {
    return (word & STATE_MASK) == RESIDENT;
  }

  public static boolean isFree(long word) {
    return (word & STATE_MASK) == FREE;
  }

  /** For messages: every field by name. */
  public static String describe(long word) {
    String state =
        switch ((int) ((word & STATE_MASK) >>> STATE_SHIFT)) {
          case 0 -> "ABSENT";
          case 1 -> "RESIDENT";
          case 2 -> "FREE";
          default -> "ILLEGAL";
        };
    return "version "
        + version(word)
        + ' '
        + state
        + (isExclusive(word) ? " EXCLUSIVE" : "")
        + ((word & WANTED) != 0 ? " WANTED" : "")
        + (isDirty(word) ? " DIRTY" : "")
        + (isMarked(word) ? " MARKED" : "")
        + " shared "
        + sharedCount(word);
  }
}
