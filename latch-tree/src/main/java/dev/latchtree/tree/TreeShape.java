package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.ArrayList;
import java.util.List;

/** Counts pages and cells of a tree, level by level, while others write. */
public final class TreeShape {

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
  private final int pageSize;
  private byte[] fence;
  private int fenceLength;
  private int level;
  private long pages;
  private long cells;
  private double fill;

  private TreeShape(Tree tree) {
    this.tree = tree;
    pageSize = tree.space().pool().pageSize();
    fence = new byte[NodeLayout.maxKeyLength(pageSize)];
  }

  /** The levels of a tree, the root's first. */
  public static List<Level> of(Tree tree) {
    return new TreeShape(tree).count();
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
    }
  }

  /** Counts the page of the level that the target lies in; answers whether another follows. */
  private boolean countPage(Visit visit) {
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
