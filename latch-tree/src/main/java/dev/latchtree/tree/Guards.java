package dev.latchtree.tree;

/** Which of an operation's guards serves for what. */
final class Guards {

  /** Two for the descent: the page it is at, and the next one. */
  static final int WALK = 0;

  /** A child of the page at which the descent ended. */
  static final int CHILD = 2;

  /** The right neighbour of that child. */
  static final int RIGHT = 3;

  /** A new page. */
  static final int FRESH = 4;

  /** Two for those who keep parent and child on their way down. */
  static final int COUPLE = 5;

  /** A page of the space map, taken last. */
  static final int MAP = 7;

  /** The first of many, for those who hold many leaves. */
  static final int MANY = 8;

  private Guards() {}
}
