package dev.latchtree.node;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;

/**
 * The bytes of a page that mean nothing: in a node what lies between slots and heap, on a map what
 * is behind the last page in use. Images leave them out.
 *
 * <p>For one thread; used again and again.
 */
public final class FreeHole {

  private int start;
  private int end;

  /** Looks for the hole of a page that the caller holds. */
  public FreeHole of(long page, int pageSize) {
    switch (Memory.getByte(page, NodeLayout.KIND)) {
      case NodeLayout.KIND_NODE -> set(Node.slotsEnd(page, pageSize), Node.heapStart(page));
      case SpaceMapPage.KIND_SPACE_MAP -> set(endOfMap(page, pageSize), pageSize);
      default -> set(pageSize, pageSize);
    }
    if (start < PageLayout.HEADER_SIZE || end < start || end > pageSize) {
      set(pageSize, pageSize); // damaged: all of it is evidence
    }
    return this;
  }

  private static int endOfMap(long page, int pageSize) {
    int last = pageSize;
    while (last > PageLayout.HEADER_SIZE && Memory.getLong(page, last - Long.BYTES) == 0) {
      last -= Long.BYTES;
    }
    return last;
  }

  private void set(int newStart, int newEnd) {
    start = newStart;
    end = newEnd;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }
}
