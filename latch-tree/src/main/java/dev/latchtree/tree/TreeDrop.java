package dev.latchtree.tree;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.ArrayList;
import java.util.List;

/** Frees the pages of a tree that nobody can reach any more, from the leaves upward. */
final class TreeDrop {

  private final Tree tree;
  private final int pageSize;
  private final Visit visit;
  private final ChainReference chain = new ChainReference();

  private TreeDrop(Tree tree, Visit visit) {
    this.tree = tree;
    this.visit = visit;
    pageSize = tree.space().pool().pageSize();
  }

  static void freeAll(Tree tree) {
    TreeSpace space = tree.space();
    try (Operation operation = space.pool().begin()) {
      Visit visit = new Visit(tree, operation);
      new TreeDrop(tree, visit).run();
    }
  }

  /** Level by level from the top: the first page of the next one is the first child of this one. */
  private void run() {
    List<Long> firsts = new ArrayList<>();
    long first = tree.rootId();
    while (first != NodeLayout.NO_PAGE) {
      firsts.add(first);
      PageGuard page = visit.guard(Guards.WALK);
      page.fixShared(first, null);
      first = Node.isLeaf(page.page()) ? NodeLayout.NO_PAGE : Node.child(page.page(), pageSize, 0);
      page.unfix();
    }
    for (int i = firsts.size() - 1; i >= 0; i--) {
      freeLevel(firsts.get(i));
    }
  }

  private void freeLevel(long first) {
    long id = first;
    while (id != NodeLayout.NO_PAGE) {
      PageGuard page = visit.guard(Guards.WALK);
      page.fixExclusive(id, null);
      List<ChainReference> chains = longValues(page.page());
      long right = Node.rightLink(page.page());
      visit.change.begin(ChangeKind.DROP_TREE).free(id);
      visit.change.ofFreed(page).make();
      chains.forEach(visit.chains::free);
      id = right;
    }
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
