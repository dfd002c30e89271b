package dev.latchtree;

import java.util.Arrays;

/**
 * The part of a tree that a map shows, and the direction in which it shows it. "Before", "after",
 * "first" and "next" are meant in that direction: a view that speaks of its slice only need not
 * know whether it is a descending one.
 *
 * <p>A range knows inclusive low and exclusive high bounds only. A map's other bounds become such
 * ones by {@link KeyRange#successor}, so nothing has to be filtered.
 */
record KeySlice(KeyRange range, boolean ascending) {

  /** All keys, the least first. */
  static final KeySlice ALL = new KeySlice(KeyRange.all(), true);

  KeySlice reversed() {
    return new KeySlice(range, !ascending);
  }

  boolean contains(byte[] key) {
    return range.contains(key);
  }

  /** Those keys that come before {@code key}. */
  KeySlice before(byte[] key, boolean inclusive) {
    return ascending ? below(key, inclusive) : above(key, inclusive);
  }

  /** Those keys that come after {@code key}. */
  KeySlice after(byte[] key, boolean inclusive) {
    return ascending ? above(key, inclusive) : below(key, inclusive);
  }

  private KeySlice below(byte[] key, boolean inclusive) {
    return with(range.endingBefore(inclusive ? KeyRange.successor(key) : key));
  }

  private KeySlice above(byte[] key, boolean inclusive) {
    return with(range.startingAt(inclusive ? key : KeyRange.successor(key)));
  }

  private KeySlice with(KeyRange narrowed) {
    return new KeySlice(narrowed, ascending);
  }

  /**
   * Refuses what cannot bound a part of this slice. An inclusive bound has to be one of its keys;
   * an exclusive one may also be the bound of the slice itself, on either side.
   *
   * @throws IllegalArgumentException if {@code key} lies outside
   */
  void requireBound(byte[] key, boolean inclusive) {
    if (!(inclusive ? contains(key) : touches(key))) {
      throw new IllegalArgumentException("bound outside of the map's own range " + range);
    }
  }

  private boolean touches(byte[] key) {
    byte[] high = range.high();
    return Arrays.compareUnsigned(KeyRange.successor(key), range.low()) >= 0
        && (high == null || Arrays.compareUnsigned(key, high) <= 0);
  }

  /**
   * Refuses a part whose first bound comes after its last.
   *
   * @throws IllegalArgumentException if so
   */
  void requireOrder(byte[] from, byte[] to) {
    int order = Arrays.compareUnsigned(from, to);
    if (ascending ? order > 0 : order < 0) {
      throw new IllegalArgumentException("the first bound comes after the last");
    }
  }

  /** A cursor over these keys; it stands nowhere yet. */
  Cursor cursor(LatchTree tree) {
    return tree.cursor(range);
  }

  boolean toFirst(Cursor cursor) {
    return ascending ? cursor.first() : cursor.last();
  }

  boolean toNext(Cursor cursor) {
    return ascending ? cursor.next() : cursor.previous();
  }
}
