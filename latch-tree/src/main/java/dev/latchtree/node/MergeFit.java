package dev.latchtree.node;

/**
 * Tells whether two neighbours have room on one page (rule T3): with the prefix that is common to
 * both, which is shorter, and so their cells longer. For one thread.
 */
public final class MergeFit {

  private final int pageSize;
  private final Range range;

  public MergeFit(int pageSize) {
    this.pageSize = pageSize;
    range = new Range(pageSize);
  }

  /**
   * Bytes of the page that {@code left} would be with the cells of {@code right}, its neighbour.
   */
  public int size(long left, long right) {
    range.setAll().setLowFrom(left).setHighFrom(right);
    int prefix = range.commonPrefix();
    return range.fencesSize()
        + Node.cellsSize(left, pageSize, prefix)
        + Node.cellsSize(right, pageSize, prefix);
  }
}
