package dev.latchtree;

import java.util.Arrays;

/**
 * One page of a tree, and what it is there for: flight-recorder events name pages by their ids
 * only.
 *
 * @param level 0 for the leaves
 * @param page its id in the store
 * @param from the least key that may lie on it; up to that of the next page of its level
 */
// Equality is defined below, by content.
@SuppressWarnings("ArrayRecordComponent")
public record TreePage(int level, long page, byte[] from) {

  @Override
  public boolean equals(Object other) {
    return other instanceof TreePage that
        && level == that.level
        && page == that.page
        && Arrays.equals(from, that.from);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * level + Long.hashCode(page)) + Arrays.hashCode(from);
  }

  @Override
  public String toString() {
    return "page %d on level %d from %s".formatted(page, level, Arrays.toString(from));
  }
}
