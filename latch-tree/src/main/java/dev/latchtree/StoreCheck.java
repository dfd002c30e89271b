package dev.latchtree;

import dev.latchtree.tree.Tree;
import dev.latchtree.tree.TreeCheck;
import dev.latchtree.tree.TreeSpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Looks at all trees of a store, then for pages that belong to none, and at the space map.
 *
 * <p>Which pages are in use is in three places: in the pool, on the space map, and in what the
 * trees refer to. They are compared only if none of them has changed meanwhile. To know that it
 * first waits for the operations that are under way: one of them may have a page already that its
 * tree does not refer to yet.
 */
final class StoreCheck {

  private StoreCheck() {}

  /**
   * Looks at all pages. Not from inside an operation.
   *
   * @param trees all there are, the catalog first
   */
  static Verification check(TreeSpace space, List<Tree> trees) {
    List<Verification.Problem> problems = new ArrayList<>();
    BitSet all = new BitSet();
    long changesBefore = space.pageChanges();
    space.pool().awaitOperations(); // who has made pages before has put them in their place now
    long entries = 0;
    for (Tree tree : trees) {
      BitSet pages = new BitSet();
      long found =
          TreeCheck.check(
              tree,
              (name, page, cell, invariant, what) ->
                  problems.add(new Verification.Problem(name, page, cell, invariant, what)),
              pages);
      entries += tree == trees.get(0) ? 0 : found;
      BitSet twice = (BitSet) pages.clone();
      twice.and(all);
      all.or(pages);
      if (space.pageChanges() == changesBefore) {
        twice.stream()
            .forEach(id -> problems.add(leak(tree.name(), id, "it is in another tree, too")));
      }
    }
    List<Verification.Problem> leaks = new ArrayList<>();
    BitSet marked = space.spaceMap().usedPages();
    all.or(space.spaceMap().mapPages());
    for (long id = 1; id < Math.max(space.pool().highWater(), marked.length()); id++) {
      boolean used = space.pool().isPage(id);
      if (used && !all.get((int) id)) {
        leaks.add(leak("(none)", id, "it is in no tree, and not free"));
      }
      if (used != marked.get((int) id)) {
        leaks.add(wrongMark(id, used));
      }
    }
    boolean quiet = space.pageChanges() == changesBefore && space.isNobodyReadingLong();
    if (quiet) {
      problems.addAll(leaks);
    }
    return new Verification(all.cardinality(), entries, quiet, problems);
  }

  private static Verification.Problem wrongMark(long page, boolean used) {
    String found = used ? "it is in use, and marked free" : "it is free, and marked as in use";
    return new Verification.Problem("(none)", page, -1, "SPACE_MAP_IS_RIGHT", found);
  }

  private static Verification.Problem leak(String tree, long page, String found) {
    return new Verification.Problem(tree, page, -1, "PAGE_HAS_ONE_USE", found);
  }
}
