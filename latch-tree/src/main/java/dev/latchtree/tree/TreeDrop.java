package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frees the pages of a tree that nobody can reach any more, from the leaves upward and on each
 * level from right to left, the root last. So what a crash leaves of it can be found from the root,
 * and freed in the same way: a page is still the tree's if it says so, for tree ids are never used
 * again (rule T4).
 */
final class TreeDrop {

  private final Tree tree;
  private final int pageSize;
  private final Visit visit;
  private final ChainReference chain = new ChainReference();
  private long[] ids = new long[64];

  private TreeDrop(Tree tree, Visit visit) {
    this.tree = tree;
    this.visit = visit;
    pageSize = tree.space().pool().pageSize();
  }

  static void freeAll(Tree tree) {
    TreeSpace space = tree.space();
    try (Operation operation = space.pool().begin()) {
      Visit visit = new Visit(tree, operation);
      try {
        new TreeDrop(tree, visit).run();
      } finally {
        operation.unfixAll();
        visit.change.room().giveBack();
      }
    }
  }

  /** Level by level from the top: the first page of the next one is the first child of this one. */
  private void run() {
    List<Long> firsts = new ArrayList<>();
    PageGuard page = visit.guard(Guards.WALK);
    long id = tree.rootId();
    int level = -1;
    while (fixIfOurs(page, id, level)) {
      firsts.add(id);
      level = Node.level(page.page()) - 1;
      id = level < 0 ? NodeLayout.NO_PAGE : Node.child(page.page(), pageSize, 0);
      page.unfix();
      if (level < 0) {
        break;
      }
    }
    for (int i = firsts.size() - 1; i >= 0; i--) {
      freeLevel(firsts.get(i), level + firsts.size() - i);
    }
  }

  /** Latches a page shared if it is one of the tree's, on this level; -1 stands for any. */
  private boolean fixIfOurs(PageGuard page, long id, int level) {
    if (!page.fixRememberedShared(id)) {
      return false;
    }
    boolean ours =
        Node.isNode(page.page())
            && Node.treeId(page.page()) == tree.id()
            && (level < 0 || Node.level(page.page()) == level);
    if (!ours) {
      page.unfix();
    }
    return ours;
  }

  private void freeLevel(long first, int level) {
    int count = 0;
    PageGuard page = visit.guard(Guards.WALK);
    long id = first;
    while (id != NodeLayout.NO_PAGE && fixIfOurs(page, id, level)) {
      ids = count == ids.length ? Arrays.copyOf(ids, 2 * count) : ids;
      ids[count++] = id;
      id = Node.rightLink(page.page());
      page.unfix();
    }
    while (count > 0) {
      free(ids[--count]);
    }
  }

  private void free(long id) {
    visit.admitShapes(1);
    PageGuard page = visit.guard(Guards.WALK);
    page.fixExclusive(id, null);
    List<ChainReference> chains = longValues(page.page());
    ChangeRecord record = visit.change.begin(ChangeKind.DROP_TREE).free(id);
    chains.forEach(value -> record.loosen(value.looseEnd()));
    if (id == tree.rootId()) {
      record.tie(LooseEnd.Kind.TREE, tree.id());
    }
    visit.change.ofFreed(page).make();
    chains.forEach(visit.chains::free);
  }

  private List<ChainReference> longValues(long page) {
    List<ChainReference> chains = new ArrayList<>();
    for (int i = 0; Node.isLeaf(page) && i < Node.count(page, pageSize); i++) {
      int cell = Node.cell(page, pageSize, i);
      if (Node.isChained(page, cell)) {
        chains.add(new ChainReference().copyOf(chain.readFrom(page, pageSize, cell)));
      }
    }
    return chains;
  }
}
