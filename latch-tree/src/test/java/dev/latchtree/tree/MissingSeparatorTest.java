package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.node.Node;
import dev.latchtree.spi.LatchProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thread has divided a page and stopped before it posted the separator. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissingSeparatorTest {

  private static final int KEYS = 60;
  private static final int SPLIT = 30;

  private static SmallTree divided(LatchProtocol protocol) {
    SmallTree tree = new SmallTree(protocol).putAll(0, KEYS);
    assertEquals(2, tree.height());
    tree.splitWithoutPost(0, SPLIT);
    return tree;
  }

  /** The keys of the new page and of those behind it that are not posted either. */
  private static List<Integer> keysOfRight(SmallTree tree) {
    int firstOfRight = tree.keysWith(SPLIT).get(tree.keysWith(SPLIT).size() - 1) + 1;
    return SPLIT >= firstOfRight ? tree.keysWith(SPLIT) : tree.keysWith(firstOfRight);
  }

  private static boolean isPosted(SmallTree tree, int number) {
    boolean[] posted = new boolean[1];
    long page = tree.pageOf(0, number);
    tree.with(1, number, (visit, parent) -> posted[0] = visit.childOf(parent) == page);
    return posted[0];
  }

  @ParameterizedTest
  @EnumSource
  void shouldShowAllKeysToOthers(LatchProtocol protocol) throws Exception {
    try (SmallTree tree = divided(protocol)) {
      tree.requireSound();
      ExecutorService others = Executors.newFixedThreadPool(3);
      try {
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          ends.add(others.submit(tree::requireAll));
        }
        for (Future<?> end : ends) {
          end.get();
        }
      } finally {
        others.shutdownNow();
      }
      tree.requireSound();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBePostedByAReader(LatchProtocol protocol) {
    try (SmallTree tree = divided(protocol)) {
      int key = keysOfRight(tree).get(0);
      long before = tree.tree.posts();
      assertTrue(tree.tree.contains(SmallTree.key(key)));
      assertEquals(before + 1, tree.tree.posts());
      long moves = tree.tree.rightMoves();
      tree.requireAll();
      assertEquals(moves, tree.tree.rightMoves());
      tree.requireSound();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBePostedByAScan(LatchProtocol protocol) {
    try (SmallTree tree = divided(protocol)) {
      long before = tree.tree.posts();
      tree.requireScans();
      assertEquals(before + 1, tree.tree.posts());
      tree.requireSound();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBePostedByAWriter(LatchProtocol protocol) {
    try (SmallTree tree = divided(protocol)) {
      int key = keysOfRight(tree).get(0);
      long before = tree.tree.posts();
      tree.put(key);
      assertEquals(before + 1, tree.tree.posts());
      assertTrue(isPosted(tree, key));
      tree.requireSound();
      tree.requireAll();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBePostedByAWriterWhoDividesThePage(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol)) {
      for (int i = 0; i < KEYS; i++) {
        tree.put(100 * i);
      }
      tree.splitWithoutPost(0, 100 * SPLIT);
      List<Integer> left = tree.keysWith(100 * SPLIT);
      int first = left.get(left.size() - 1) + 100;
      int last = first;
      // Fill the right page before anybody has met it: no put of these goes there by itself.
      long splits = tree.tree.splits();
      for (int i = 1; tree.tree.splits() == splits; i++) {
        last = first + i;
        tree.put(last);
      }
      assertTrue(isPosted(tree, first));
      assertTrue(isPosted(tree, last));
      tree.requireSound();
      tree.requireAll();
    }
  }

  // ---- merges

  @ParameterizedTest
  @EnumSource
  void shouldLetTheLeftPageBeMerged(LatchProtocol protocol) {
    try (SmallTree tree = divided(protocol)) {
      requireGone(tree, tree.keysWith(SPLIT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetTheRightPageBeMerged(LatchProtocol protocol) {
    try (SmallTree tree = divided(protocol)) {
      requireGone(tree, keysOfRight(tree));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetTheFirstPageBeMerged(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      tree.splitWithoutPost(0, 0);
      requireGone(tree, tree.keysWith(0));
    }
  }

  /** Somebody still has to post a separator that others have posted, and merged away again. */
  @ParameterizedTest
  @EnumSource
  void shouldNotBePostedOnceThePagesAreMerged(LatchProtocol protocol) {
    try (SmallTree tree = divided(protocol)) {
      List<Integer> right = keysOfRight(tree);
      byte[] separator = SmallTree.key(right.get(0));
      requireGone(tree, right);
      long posts = tree.tree.posts();
      try (Visit visit = tree.tree.visit(true)) {
        visit.admitShapes(1);
        visit.target.key(separator, separator.length);
        assertEquals(Attempt.DONE, visit.separatorPost.tryPost(0));
      }
      assertEquals(posts, tree.tree.posts());
      tree.requireSound();
      tree.requireAll();
    }
  }

  /** When all keys of a page are gone, so is the page. */
  private static void requireGone(SmallTree tree, List<Integer> keys) {
    long leaves = TreeShape.of(tree.tree).get(1).pages();
    keys.forEach(tree::remove);
    tree.requireSound();
    tree.space.tidy();
    tree.requireSound();
    tree.requireAll();
    long left = TreeShape.of(tree.tree).get(1).pages();
    assertTrue(left < leaves, () -> left + " leaves, as before");
  }

  @ParameterizedTest
  @EnumSource
  void shouldMergeARightPageThatIsEmptiedBeforeItIsPosted(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      List<Integer> all = tree.keysWith(SPLIT);
      int last = all.get(all.size() - 1);
      tree.splitLeafBefore(last);
      requireGone(tree, List.of(last));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldMergeAFirstPageThatIsEmptiedBeforeItsNeighbourIsPosted(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      tree.splitLeafBefore(1);
      requireGone(tree, List.of(0));
    }
  }

  // ---- several

  /** Divides a leaf into four, of which only the first is posted; returns a key of the last. */
  private static int chain(SmallTree tree) {
    List<Integer> all = tree.keysWith(SPLIT);
    int last = all.get(all.size() - 1);
    for (int i = 0; i < 3; i++) {
      tree.splitWithoutPost(0, last);
    }
    tree.requireSound();
    return last;
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeCompletedByReadersIfThreeAreMissing(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      int last = chain(tree);
      long before = tree.tree.posts();
      for (int i = 0; i < 3; i++) {
        assertTrue(tree.tree.contains(SmallTree.key(last)));
      }
      assertEquals(before + 3, tree.tree.posts());
      assertTrue(isPosted(tree, last));
      tree.requireSound();
      tree.requireAll();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeCompletedByAWriterIfThreeAreMissing(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      int last = chain(tree);
      long before = tree.tree.posts();
      tree.put(last);
      assertEquals(before + 3, tree.tree.posts());
      assertTrue(isPosted(tree, last));
      tree.requireSound();
      tree.requireAll();
    }
  }

  // ---- the root

  @ParameterizedTest
  @EnumSource
  void shouldKeepARootWhoseOnlyChildHasANeighbour(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, 8)) {
      assertEquals(1, tree.height());
      tree.with(0, 0, (visit, root) -> visit.rootChange.grow(root));
      tree.splitWithoutPost(0, 0);
      tree.requireSound();
      long before = tree.tree.posts();
      tree.tree.merge(0, SmallTree.key(0));
      assertEquals(2, tree.height());
      assertEquals(before + 1, tree.tree.posts());
      tree.requireSound();
      tree.requireAll();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldShrinkTheRootOnceItsOnlyChildIsAlone(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, 8)) {
      tree.with(0, 0, (visit, root) -> visit.rootChange.grow(root));
      assertEquals(2, tree.height());
      tree.tree.merge(0, SmallTree.key(0));
      assertEquals(1, tree.height());
      tree.requireSound();
      tree.requireAll();
    }
  }

  /** A separator of inner pages is missing, too. */
  @ParameterizedTest
  @EnumSource
  void shouldBePostedOnAHigherLevel(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol).putAll(0, KEYS)) {
      tree.with(1, 0, (visit, root) -> visit.rootChange.grow(root));
      tree.splitWithoutPost(1, SPLIT);
      assertEquals(3, tree.height());
      tree.requireSound();
      long before = tree.tree.posts();
      tree.requireAll();
      assertEquals(before + 1, tree.tree.posts());
      tree.with(2, 0, MissingSeparatorTest::requireTwoChildren);
      tree.requireSound();
    }
  }

  private static void requireTwoChildren(Visit visit, PageGuard root) {
    assertEquals(2, Node.count(root.page(), visit.pageSize));
  }
}
