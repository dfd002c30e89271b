package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeCheck;
import dev.latchtree.node.NodeLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;

/**
 * Proves that a tree is one, while others use it. Each inner page is held shared while its children
 * are looked at, one after the other, with the neighbours that are not posted yet: nobody posts or
 * merges them meanwhile, and a split only makes such a neighbour. So what is found wrong is wrong,
 * and need not be looked at again.
 *
 * <p>All faults are reported, each with the short name of what does not hold.
 */
public final class TreeCheck {

  /** Is told what is wrong. */
  @FunctionalInterface
  public interface Observer {

    /**
     * Something is wrong.
     *
     * @param tree its name
     * @param page id
     * @param cell or -1
     * @param invariant its short name
     * @param found in words
     */
    void wrong(String tree, long page, int cell, String invariant, String found);
  }

  private static final int MOST_PER_TREE = 1000;

  private final Tree tree;
  private final int pageSize;
  private final Observer observer;
  private final BitSet pages;
  private final NodeCheck nodeCheck;
  private final ChainCheck chains = new ChainCheck(this);
  private byte[] next;
  private long entries;
  private int reported;

  private TreeCheck(Tree tree, Observer observer, BitSet pages) {
    this.tree = tree;
    this.observer = observer;
    this.pages = pages;
    pageSize = tree.space().pool().pageSize();
    nodeCheck = new NodeCheck(pageSize);
    next = new byte[0];
  }

  /**
   * Looks at all pages of a tree.
   *
   * @param pages gets the ids of all pages seen
   * @return how many entries there are
   */
  public static long check(Tree tree, Observer observer, BitSet pages) {
    return new TreeCheck(tree, observer, pages).run();
  }

  private long run() {
    int top = visit(this::checkRoot);
    if (reported > 0) {
      return entries; // what is below cannot be found by it
    }
    for (int level = top; level > 0; level--) {
      next = new byte[0];
      boolean more = true;
      while (more && reported < MOST_PER_TREE) {
        int parents = level;
        more = visit(visit -> checkChildren(visit, parents));
      }
    }
    return entries;
  }

  /** One visit, and the long values it has passed. */
  private <T> T visit(Function<Visit, T> work) {
    try (Visit visit = tree.visit(false)) {
      try {
        T answer = work.apply(visit);
        chains.run(visit);
        return answer;
      } finally {
        chains.letGo(visit);
      }
    }
  }

  // ---------------------------------------------------------------- pages

  /** Looks at the root; returns its level. */
  private int checkRoot(Visit visit) {
    PageGuard root = visit.guard(Guards.WALK);
    root.fixShared(tree.rootId(), null);
    int level = Node.level(root.page());
    if (!isNode(root, level)) {
      return level;
    }
    if (!Node.isRightmost(root.page()) || Node.startsAbove(root.page(), pageSize)) {
      wrong(root, -1, "ROOT_HOLDS_ALL_KEYS", "it has a fence");
    }
    seen(root);
    entries = 0;
    if (level == 0) {
      checkLeaf(visit, root);
    }
    return level;
  }

  /** Looks at the children of the page that {@code next} lies in; answers whether more follow. */
  private boolean checkChildren(Visit visit, int level) {
    byte[] key = next;
    visit.target.key(key, key.length);
    while (!visit.descent.reach(level) || !visit.share(visit.descent.at())) {
      visit.restart();
      visit.target.key(key, key.length);
    }
    PageGuard parent = visit.descent.at();
    if (visit.descent.level() < level) {
      return false; // the tree has shrunk meanwhile
    }
    if (!nodeCheck.problem(parent.page()).isEmpty()) {
      return false; // told already, as a child; what follows on this level cannot be found by it
    }
    int count = Node.count(parent.page(), pageSize);
    if (count == 0) {
      wrong(parent, -1, "INNER_PAGE_HAS_CHILDREN", "it has none");
    }
    for (int i = visit.target.childIndex(parent.page()); i < count; i++) {
      byte[] low = key(parent, i);
      if (!checkChild(visit, parent, i, low, level - 1)) {
        next = low; // go on there
        visit.restart(); // waits for what was in the way, and brings it in
        return true;
      }
    }
    if (Node.isRightmost(parent.page())) {
      return false;
    }
    byte[] fence = new byte[NodeLayout.maxKeyLength(pageSize)];
    next = Arrays.copyOf(fence, Node.copyHigh(parent.page(), pageSize, fence));
    return true;
  }

  /** Looks at a child and its unposted neighbours; false if one could not be got now. */
  private boolean checkChild(Visit visit, PageGuard parent, int index, byte[] low, int level) {
    PageGuard page = visit.guard(Guards.CHILD);
    PageGuard neighbour = visit.guard(Guards.RIGHT);
    page.unfix();
    neighbour.unfix();
    long id = Node.child(parent.page(), pageSize, index);
    if (!visit.isPage(id)) {
      wrong(parent, index, "CHILD_IS_A_PAGE", "page %d is free".formatted(id));
      return true;
    }
    if (!page.fixShared(id, parent)) {
      return false;
    }
    long entriesBefore = entries;
    byte[] expected = low;
    while (true) {
      if (!isNode(page, level) || !startsAt(page, expected)) {
        return true;
      }
      seen(page);
      if (level == 0) {
        checkLeaf(visit, page);
      }
      int order = compareEnd(parent, index, page);
      if (order == 0) {
        return true;
      }
      if (order > 0) {
        wrong(page, -1, "RANGES_DO_NOT_OVERLAP", "it ends behind the start of the next child");
        return true;
      }
      expected = high(page);
      long right = Node.rightLink(page.page());
      if (!visit.isPage(right)) {
        wrong(page, -1, "RIGHT_LINK_IS_A_PAGE", "page %d is free".formatted(right));
        return true;
      }
      if (!neighbour.fixShared(right, page)) {
        entries = entriesBefore;
        return false;
      }
      page.unfix();
      PageGuard left = page;
      page = neighbour;
      neighbour = left;
    }
  }

  private boolean isNode(PageGuard page, int level) {
    String problem = nodeCheck.problem(page.page());
    if (!problem.isEmpty()) {
      wrong(page, -1, "PAGE_IS_A_SOUND_NODE", problem);
      return false;
    }
    if (Node.treeId(page.page()) != tree.id()) {
      wrong(page, -1, "PAGE_IS_OF_ITS_TREE", "of tree " + Node.treeId(page.page()));
      return false;
    }
    if (Node.level(page.page()) != level) {
      String found = "on level %d, not %d".formatted(Node.level(page.page()), level);
      wrong(page, -1, "PAGE_IS_ON_ITS_LEVEL", found);
      return false;
    }
    return true;
  }

  private boolean startsAt(PageGuard page, byte[] expected) {
    boolean starts = Node.compareLow(page.page(), pageSize, expected, expected.length) == 0;
    if (!starts) {
      wrong(page, -1, "FENCES_MEET", "it does not start where its parent or neighbour says");
    }
    return starts;
  }

  /** Compares the end of a page with the start of the next child of its parent, or its end. */
  private int compareEnd(PageGuard parent, int index, PageGuard page) {
    boolean lastChild = index + 1 == Node.count(parent.page(), pageSize);
    boolean endless = lastChild && Node.isRightmost(parent.page());
    if (Node.isRightmost(page.page())) {
      return endless ? 0 : 1;
    }
    if (endless) {
      return -1;
    }
    byte[] end = lastChild ? high(parent) : key(parent, index + 1);
    return Node.compareHigh(page.page(), pageSize, end, end.length);
  }

  /** Counts a leaf's entries, and notes its long values, which are looked at later. */
  private void checkLeaf(Visit visit, PageGuard leaf) {
    int count = Node.count(leaf.page(), pageSize);
    entries += count;
    for (int i = 0; i < count; i++) {
      int cell = Node.cell(leaf.page(), pageSize, i);
      if (Node.isChained(leaf.page(), cell)) {
        chains.note(visit, leaf, i, cell);
      }
    }
  }

  // ---------------------------------------------------------------- small things

  private byte[] key(PageGuard page, int index) {
    byte[] key = new byte[pageSize];
    return Arrays.copyOf(key, Node.copyKey(page.page(), pageSize, index, key));
  }

  private byte[] high(PageGuard page) {
    byte[] key = new byte[NodeLayout.maxKeyLength(pageSize)];
    return Arrays.copyOf(key, Node.copyHigh(page.page(), pageSize, key));
  }

  void seen(PageGuard page) {
    pages.set(Math.toIntExact(page.pageId()));
  }

  private void wrong(PageGuard page, int cell, String invariant, String found) {
    wrong(page.pageId(), cell, invariant, found);
  }

  void wrong(long page, int cell, String invariant, String found) {
    reported++;
    observer.wrong(tree.name(), page, cell, invariant, found);
  }
}
