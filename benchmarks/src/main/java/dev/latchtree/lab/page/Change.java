package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Figure;

/** What a second run says of a figure of the first. */
enum Change {
  AGREE("agree"),
  FASTER("faster"),
  SLOWER("slower"),
  CANNOT_SAY("cannot say");

  /** Below this many rounds a spread says nothing. */
  static final int FEWEST_ROUNDS = 3;

  /** A run whose rounds differ by more than this factor hides changes that matter. */
  static final double WIDEST = 2;

  private final String words;

  Change(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /**
   * Rounds that nowhere overlap differ; those that do agree, if they are many and close enough.
   *
   * @param rounds the fewer of both
   * @param moreIsFaster whether a larger figure is the better one
   */
  static Change of(Figure before, Figure after, int rounds, boolean moreIsFaster) {
    if (rounds < FEWEST_ROUNDS) {
      return CANNOT_SAY;
    } else if (after.min() > before.max()) {
      return moreIsFaster ? FASTER : SLOWER;
    } else if (after.max() < before.min()) {
      return moreIsFaster ? SLOWER : FASTER;
    }
    return isWide(before) || isWide(after) ? CANNOT_SAY : AGREE;
  }

  private static boolean isWide(Figure figure) {
    return figure.max() > WIDEST * figure.min();
  }
}
