package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Walks over the pages of a tree, level by level and left to right, while others write. */
public final class TreeShape {

  /** Who is told of each page. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * A page.
     *
     * @param level 0 for the leaves
     * @param page its id
     * @param from the least key that may lie on it; the visitor's to keep
     */
    void page(int level, long page, byte[] from);
  }

  /**
   * One level.
   *
   * @param level 0 for the leaves
   * @param pages on it
   * @param cells on them
   * @param fill the mean part of a page in use
   */
  public record Level(int level, long pages, long cells, double fill) {}

  private final Tree tree;
  private final Visitor visitor;
  private final int pageSize;
  private byte[] fence;
  private int fenceLength;
  private int level;

  /** Counted last, if there was one. */
  private long page;

  private long pages;
  private long cells;
  private double fill;

  private TreeShape(Tree tree, Visitor visitor) {
    this.tree = tree;
    this.visitor = visitor;
    pageSize = tree.space().pool().pageSize();
    fence = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /** The levels of a tree, the root's first. */
  public static List<Level> of(Tree tree) {
    return new TreeShape(tree, (level, page, from) -> {}).count();
  }

  /** Tells of each page, the root first. */
  public static void walk(Tree tree, Visitor visitor) {
    new TreeShape(tree, visitor).count();
  }

  private List<Level> count() {
    List<Level> levels = new ArrayList<>();
    for (level = rootLevel(); level >= 0; level--) {
      countLevel();
      if (pages > 0) {
        levels.add(new Level(level, pages, cells, fill / pages));
      }
    }
    return levels;
  }

  private int rootLevel() {
    try (Visit visit = tree.visit(false)) {
      visit.target.key(fence, 0);
      while (!visit.descent.reach(0) || !visit.descent.at().validate()) {
        visit.restart();
      }
      return visit.descent.height() - 1;
    }
  }

  private void countLevel() {
    pages = 0;
    cells = 0;
    fill = 0;
    fenceLength = 0;
    byte[] key = new byte[fence.length];
    boolean more = true;
    while (more) {
      int length = fenceLength;
      System.arraycopy(fence, 0, key, 0, length);
      try (Visit visit = tree.visit(false)) {
        visit.target.key(key, length);
        more = countPage(visit);
      }
      if (page != NodeLayout.NO_PAGE) {
        visitor.page(level, page, Arrays.copyOf(key, length));
      }
    }
  }

  /** Counts the page of the level that the target lies in; answers whether another follows. */
  private boolean countPage(Visit visit) {
    page = NodeLayout.NO_PAGE;
    while (true) {
      if (visit.descent.reach(level)) {
        if (visit.descent.level() < level) {
          return false; // the tree has shrunk
        }
        PageGuard at = visit.descent.at();
        int count = Node.count(at.page(), pageSize);
        double used = Node.fill(at.page(), pageSize);
        boolean last = Node.isRightmost(at.page());
        int length = Node.copyHigh(at.page(), pageSize, fence);
        if (at.validate()) {
          page = at.pageId();
          pages++;
          cells += count;
          fill += used;
          fenceLength = length;
          return !last;
        }
      }
      visit.restart();
    }
  }
}
