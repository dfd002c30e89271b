package dev.latchtree.tree;

import dev.latchtree.node.Node;

/**
 * What a descent looks for: on each level the one page whose range holds a key, or the keys
 * directly before a bound (rule T5), or the last ones of all. For one thread; used again and again.
 */
final class Target {

  private enum Kind {
    /** The page with {@code low <= key < high}. */
    KEY,

    /** The page with {@code low < bound <= high}: where the greatest key below the bound may be. */
    BEFORE,

    /** The last page of the level. */
    LAST
  }

  private final int pageSize;
  private byte[] key;
  private int length;
  private Kind kind = Kind.KEY;

  Target(int pageSize) {
    this.pageSize = pageSize;
    key = new byte[0];
  }

  /** Looks for a key; the array is kept, not copied. */
  Target key(byte[] wanted, int wantedLength) {
    key = wanted;
    length = wantedLength;
    kind = Kind.KEY;
    return this;
  }

  /** Looks for what lies before a bound, which is not the empty key; the array is kept. */
  Target before(byte[] bound, int boundLength) {
    key(bound, boundLength);
    kind = Kind.BEFORE;
    return this;
  }

  /** Looks for the last page. */
  Target last() {
    length = 0;
    kind = Kind.LAST;
    return this;
  }

  byte[] key() {
    return key;
  }

  int length() {
    return length;
  }

  /** Whether a page's range begins early enough. */
  boolean startsIn(long page) {
    return switch (kind) {
      case KEY -> Node.startsBefore(page, pageSize, key, length);
      case BEFORE -> Node.compareLow(page, pageSize, key, length) < 0;
      case LAST -> true;
    };
  }

  /** Whether a page's range goes far enough; if not, what is looked for lies to the right. */
  boolean endsIn(long page) {
    return Node.isRightmost(page)
        || switch (kind) {
          case KEY -> Node.compareHigh(page, pageSize, key, length) > 0;
          case BEFORE -> Node.compareHigh(page, pageSize, key, length) >= 0;
          case LAST -> false;
        };
  }

  /** Which child of an inner page, whose range holds what is looked for, leads on. */
  int childIndex(long page) {
    return switch (kind) {
      case KEY -> Node.childIndex(page, pageSize, key, length);
      case BEFORE -> Math.max(0, cellsBefore(page) - 1);
      case LAST -> Math.max(0, Node.count(page, pageSize) - 1);
    };
  }

  /** How many cells of a page, whose range holds what is looked for, lie before it. */
  int cellsBefore(long page) {
    if (kind == Kind.LAST) {
      return Node.count(page, pageSize);
    }
    int found = Node.find(page, pageSize, key, length);
    return found >= 0 ? found : -found - 1;
  }
}
