package dev.latchtree;

import java.util.List;

/**
 * Figures of one tree. The shape is counted by walking over the inner pages and leaves while others
 * write, so it is exact only when nobody does; the counters run since the store was opened.
 *
 * @param name of the tree
 * @param height levels, 1 if the root is a leaf
 * @param levels the root's level first
 * @param counters what happened
 */
public record TreeStats(String name, int height, List<Level> levels, Counters counters) {

  public TreeStats {
    levels = List.copyOf(levels);
  }

  /**
   * One level.
   *
   * @param level 0 for the leaves
   * @param pages on it
   * @param cells entries, or children
   * @param fill the mean part of a page that is in use, 0 to 1
   */
  public record Level(int level, long pages, long cells, double fill) {}

  /**
   * What happened since the store was opened.
   *
   * @param restarts descents begun anew
   * @param rightMoves steps to a right neighbour
   * @param splits pages divided
   * @param merges pages merged away
   * @param posts separators posted
   * @param repairsLeft posts and merges that failed, for lack of memory say, and were left to
   *     others
   * @param latchWaits waits for a page's latch, of all trees of the store
   */
  public record Counters(
      long restarts,
      long rightMoves,
      long splits,
      long merges,
      long posts,
      long repairsLeft,
      long latchWaits) {}
}
