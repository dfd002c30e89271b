package dev.latchtree.node;

import dev.latchtree.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Proves that one page is a sound node by itself: its parts fit and do not overlap, its keys are in
 * order and within its fences, its account of space is right. The caller holds the page.
 */
public final class NodeCheck {

  private final int pageSize;

  public NodeCheck(int pageSize) {
    this.pageSize = pageSize;
  }

  /**
   * What is wrong, or an empty string.
   *
   * @param page a page that nobody changes meanwhile
   */
  public String problem(long page) {
    if (!Node.isNode(page)) {
      return "is no node: its kind is " + Memory.getByte(page, NodeLayout.KIND);
    }
    String problem = headerProblem(page);
    if (!problem.isEmpty()) {
      return problem;
    }
    problem = spaceProblem(page);
    return problem.isEmpty() ? orderProblem(page) : problem;
  }

  private String headerProblem(long page) {
    int longest = NodeLayout.maxKeyLength(pageSize);
    int low = Node.unsigned(page, NodeLayout.LOW_LENGTH);
    int high = Node.unsigned(page, NodeLayout.HIGH_LENGTH);
    if (low > longest || high > longest) {
      return "fences of %d and %d bytes, where %d is the most".formatted(low, high, longest);
    }
    if (Node.isRightmost(page) && (high != 0 || Node.rightLink(page) != NodeLayout.NO_PAGE)) {
      return "no end, and yet a high fence of %d bytes or a right neighbour, page %d"
          .formatted(high, Node.rightLink(page));
    }
    byte[] lowFence = new byte[longest];
    byte[] highFence = new byte[longest];
    Node.copyLow(page, pageSize, lowFence);
    Node.copyHigh(page, pageSize, highFence);
    if (!Node.isRightmost(page) && Node.compareHigh(page, pageSize, lowFence, low) <= 0) {
      return "its low fence is not below its high fence";
    }
    int prefix = Node.isRightmost(page) ? 0 : Keys.commonPrefix(lowFence, low, highFence, high);
    if (prefix != Node.unsigned(page, NodeLayout.PREFIX)) {
      return "a prefix of %d bytes, and the fences have %d in common"
          .formatted(Node.unsigned(page, NodeLayout.PREFIX), prefix);
    }
    int count = Node.unsigned(page, NodeLayout.COUNT);
    int heapStart = Node.heapStart(page);
    if (count != Node.count(page, pageSize)
        || heapStart < Node.slotsEnd(page, pageSize)
        || heapStart > pageSize) {
      return "%d cells and a heap from %d on do not fit".formatted(count, heapStart);
    }
    return "";
  }

  private String spaceProblem(long page) {
    record Extent(int cell, int from, int to) {}
    List<Extent> extents = new ArrayList<>();
    int slots = Node.slots(page, pageSize);
    int used = 0;
    for (int i = 0; i < Node.count(page, pageSize); i++) {
      int cell = Node.unsigned(page, slots + NodeLayout.SLOT_SIZE * i);
      if (cell < Node.heapStart(page) || cell > pageSize - NodeLayout.CELL_KEY) {
        return "cell %d is said to be at %d, outside of the heap".formatted(i, cell);
      }
      int size =
          NodeLayout.CELL_KEY
              + Node.unsigned(page, cell + NodeLayout.CELL_KEY_LENGTH)
              + (Node.unsigned(page, cell + NodeLayout.CELL_VALUE_LENGTH) & ~NodeLayout.CHAINED);
      if (cell + size > pageSize) {
        return "cell %d, %d bytes at %d, ends behind the page".formatted(i, size, cell);
      }
      extents.add(new Extent(i, cell, cell + size));
      used += size;
    }
    extents.sort(Comparator.comparingInt(Extent::from));
    for (int i = 1; i < extents.size(); i++) {
      if (extents.get(i).from() < extents.get(i - 1).to()) {
        return "cells %d and %d overlap"
            .formatted(extents.get(i - 1).cell(), extents.get(i).cell());
      }
    }
    int garbage = pageSize - Node.heapStart(page) - used;
    return garbage == Node.garbage(page)
        ? ""
        : "%d bytes of garbage, counted as %d".formatted(garbage, Node.garbage(page));
  }

  private String orderProblem(long page) {
    byte[] before = new byte[pageSize];
    byte[] key = new byte[pageSize];
    int beforeLength = 0;
    int prefix = Node.prefixLength(page, pageSize);
    for (int i = 0; i < Node.count(page, pageSize); i++) {
      int length = Node.copyKey(page, pageSize, i, key);
      if (length > NodeLayout.maxKeyLength(pageSize)) {
        return "the key of cell %d has %d bytes".formatted(i, length);
      }
      int head = Memory.getInt(page, Node.heads(page, pageSize) + NodeLayout.HEAD_SIZE * i);
      if (head != Keys.head(key, prefix, length - prefix)) {
        return "the head of cell %d is not that of its key".formatted(i);
      }
      if (!Node.startsBefore(page, pageSize, key, length)
          || !Node.endsBehind(page, pageSize, key, length)) {
        return "the key of cell %d is outside of the fences".formatted(i);
      }
      if (i > 0 && Arrays.compareUnsigned(before, 0, beforeLength, key, 0, length) >= 0) {
        return "the key of cell %d is not above that of the cell before".formatted(i);
      }
      if (!Node.isLeaf(page)) {
        String problem = childProblem(page, i, key, length);
        if (!problem.isEmpty()) {
          return problem;
        }
      }
      byte[] swap = before;
      before = key;
      key = swap;
      beforeLength = length;
    }
    return Node.isLeaf(page) || Node.count(page, pageSize) > 0 ? "" : "an inner node without cells";
  }

  private String childProblem(long page, int i, byte[] key, int length) {
    int cell = Node.cell(page, pageSize, i);
    if (Node.valueLength(page, pageSize, cell) != Long.BYTES || Node.isChained(page, cell)) {
      return "cell %d holds no page id".formatted(i);
    }
    byte[] low = new byte[pageSize];
    int lowLength = Node.copyLow(page, pageSize, low);
    boolean isLow = Arrays.equals(low, 0, lowLength, key, 0, length);
    return i > 0 || isLow ? "" : "the first cell's key is not the low fence";
  }
}
