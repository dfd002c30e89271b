package dev.latchtree.stress.order;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.OverflowPage;
import dev.latchtree.node.SpaceMapPage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a latched page stands in the order of rule T1.
 *
 * @param kind tree page, part of a long value, or map of free pages
 * @param tree id, 0 if it is of none
 * @param level 0 for leaves
 * @param low the low fence, a character for each byte: such strings are ordered like the bytes
 * @param id of the page
 */
record Place(Kind kind, int tree, int level, String low, long id) {

  enum Kind {
    NODE("level"),
    OVERFLOW("overflow"),
    SPACE_MAP("space map");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Null for a page that is new: nobody else knows of it. */
  static @Nullable Place of(PageGuard guard, int pageSize) {
    long page = guard.page();
    if (Node.isNode(page)) {
      byte[] fence = new byte[NodeLayout.maxKeyLength(pageSize)];
      int length = Node.copyLow(page, pageSize, fence);
      String low = new String(fence, 0, length, StandardCharsets.ISO_8859_1);
      return new Place(Kind.NODE, Node.treeId(page), Node.level(page), low, guard.pageId());
    }
    if (OverflowPage.is(page)) {
      return new Place(Kind.OVERFLOW, 0, 0, "", guard.pageId());
    }
    if (SpaceMapPage.is(page)) {
      return new Place(Kind.SPACE_MAP, 0, 0, "", guard.pageId());
    }
    return null;
  }

  boolean isNode() {
    return kind == Kind.NODE;
  }

  /** Whether both are of the same kind and, if they are nodes, on the same level of a tree. */
  boolean isBeside(Place other) {
    return kind == other.kind && tree == other.tree && level == other.level;
  }

  /** Less than 0 if this place, which is beside the other, comes before it. */
  int compareTo(Place other) {
    return isNode() ? low.compareTo(other.low) : Long.compare(id, other.id);
  }

  /** Its row: all pages that it stands beside, in any tree. */
  String row() {
    return isNode() ? kind.words + " " + level : kind.words;
  }
}
