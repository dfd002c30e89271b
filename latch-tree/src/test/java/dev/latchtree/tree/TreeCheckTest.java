package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeEditor;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.node.OverflowPage;
import dev.latchtree.node.Range;
import dev.latchtree.spi.LatchProtocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of damage is found, and told by the name of what it breaks; a sound tree has none. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeCheckTest {

  private static final int SIZE = SmallTree.PAGE_SIZE;
  private static final int KEYS = 60;
  private static final int KEY = 30;
  private static final int CHECKS = Boolean.getBoolean("latchtree.soak") ? 5000 : 100;
  private static final NodeEditor EDITOR = new NodeEditor(SIZE);

  private static SmallTree tree() {
    SmallTree tree = new SmallTree(LatchProtocol.BLINK).putAll(0, KEYS);
    assertEquals(2, tree.height());
    assertEquals(List.of(), tree.problems());
    return tree;
  }

  private static void assertFound(SmallTree tree, long page, String invariant) {
    List<SmallTree.Problem> problems = tree.problems();
    assertTrue(
        problems.stream().anyMatch(p -> p.page() == page && p.invariant().equals(invariant)),
        () -> invariant + " of page " + page + " is not among " + problems);
  }

  /** Damages the page of {@code level} that {@link #KEY} lies in; returns its id. */
  private static long damage(SmallTree tree, int level, SmallTree.Deed deed) {
    long[] id = new long[1];
    tree.with(
        level,
        KEY,
        (visit, page) -> {
          id[0] = page.pageId();
          page.markDirty();
          deed.to(visit, page);
        });
    return id[0];
  }

  /** Makes a page anew with other properties and the cells it has. */
  private static void rewrite(
      long page, int treeId, int level, byte[] low, byte[] high, long rightLink) {
    Range range = new Range(SIZE);
    range.setAll().setLow(low, low.length).setHigh(high, high.length);
    try (PageCopy copy = new PageCopy(page, SIZE)) {
      EDITOR.format(page, treeId, level, range, rightLink);
      EDITOR.appendCells(copy.page(), 0, Node.count(copy.page(), SIZE), page);
    }
  }

  private static byte[] low(long page) {
    byte[] fence = new byte[NodeLayout.maxKeyLength(SIZE)];
    return Arrays.copyOf(fence, Node.copyLow(page, SIZE, fence));
  }

  private static byte[] high(long page) {
    byte[] fence = new byte[NodeLayout.maxKeyLength(SIZE)];
    int length = Node.copyHigh(page, SIZE, fence);
    return Arrays.copyOf(fence, length);
  }

  private static void rewriteAs(PageGuard page, int treeId, int level) {
    long at = page.page();
    rewrite(at, treeId, level, low(at), high(at), Node.rightLink(at));
  }

  // ---- pages

  @Test
  void shouldFindAPageOnAWrongLevel() {
    try (SmallTree tree = tree()) {
      // Its cells hold no page ids, so as an inner node it must have none.
      long id =
          damage(
              tree,
              0,
              (visit, page) -> {
                long at = page.page();
                byte[] low = low(at);
                byte[] high = high(at);
                Range range = new Range(SIZE);
                range.setAll().setLow(low, low.length).setHigh(high, high.length);
                EDITOR.format(at, visit.tree.id(), 3, range, Node.rightLink(at));
                EDITOR.insertChild(at, 0, low, low.length, page.pageId());
              });
      assertFound(tree, id, "PAGE_IS_ON_ITS_LEVEL");
    }
  }

  @Test
  void shouldFindAPageOfAnotherTree() {
    try (SmallTree tree = tree()) {
      long id = damage(tree, 0, (visit, page) -> rewriteAs(page, visit.tree.id() + 1, 0));
      assertFound(tree, id, "PAGE_IS_OF_ITS_TREE");
    }
  }

  @Test
  void shouldFindAPageThatIsNoNode() {
    try (SmallTree tree = tree()) {
      long id =
          damage(tree, 0, (visit, page) -> Memory.zero(page.page() + NodeLayout.FENCES, SIZE / 2));
      assertFound(tree, id, "PAGE_IS_A_SOUND_NODE");
    }
  }

  @Test
  void shouldFindCellsOutOfOrder() {
    try (SmallTree tree = tree()) {
      long id =
          damage(
              tree,
              0,
              (visit, page) -> {
                byte[] key = SmallTree.key(KEY);
                long at = page.page();
                int index = Node.find(at, SIZE, key, key.length);
                EDITOR.remove(at, index);
                int other = index == 0 ? Node.count(at, SIZE) : 0;
                byte[] value = {1};
                EDITOR.insert(at, other, key, key.length, value, 0, value.length, false);
              });
      assertFound(tree, id, "PAGE_IS_A_SOUND_NODE");
    }
  }

  @Test
  void shouldFindARootWithAFence() {
    try (SmallTree tree = new SmallTree(LatchProtocol.BLINK).putAll(0, 3)) {
      long id =
          damage(
              tree,
              0,
              (visit, page) ->
                  rewrite(page.page(), visit.tree.id(), 0, new byte[0], SmallTree.key(9), 1));
      assertFound(tree, id, "ROOT_HOLDS_ALL_KEYS");
    }
  }

  // ---- fences and children

  @Test
  void shouldFindALowFenceThatIsNotItsSeparator() {
    try (SmallTree tree = tree()) {
      long id =
          damage(
              tree,
              0,
              (visit, page) -> {
                long at = page.page();
                byte[] lower = moved(low(at), -1);
                rewrite(at, visit.tree.id(), 0, lower, high(at), Node.rightLink(at));
              });
      assertFound(tree, id, "FENCES_MEET");
    }
  }

  private static byte[] moved(byte[] fence, int by) {
    return SmallTree.key(ByteBuffer.wrap(Arrays.copyOf(fence, Integer.BYTES)).getInt() + by);
  }

  @Test
  void shouldFindAHighFenceThatIsNotTheNextSeparator() {
    try (SmallTree tree = tree()) {
      long id =
          damage(
              tree,
              0,
              (visit, page) -> {
                long at = page.page();
                byte[] higher = moved(high(at), 1);
                rewrite(at, visit.tree.id(), 0, low(at), higher, Node.rightLink(at));
              });
      assertFound(tree, id, "RANGES_DO_NOT_OVERLAP");
    }
  }

  @Test
  void shouldFindARightLinkThatLeadsElsewhere() {
    try (SmallTree tree = tree()) {
      tree.splitWithoutPost(0, KEY);
      long wrong = tree.pageOf(0, KEYS - 1);
      damage(
          tree,
          0,
          (visit, page) -> {
            long at = page.page();
            rewrite(at, visit.tree.id(), 0, low(at), high(at), wrong);
          });
      assertTrue(
          tree.problems().stream().anyMatch(p -> p.invariant().equals("FENCES_MEET")),
          () -> tree.problems().toString());
    }
  }

  @Test
  void shouldFindAChildListedTwice() {
    try (SmallTree tree = tree()) {
      long[] child = new long[1];
      damage(
          tree,
          1,
          (visit, root) -> {
            long at = root.page();
            child[0] = Node.child(at, SIZE, 2);
            byte[] key = new byte[NodeLayout.maxKeyLength(SIZE)];
            int length = Node.copyKey(at, SIZE, 3, key);
            EDITOR.remove(at, 3);
            EDITOR.insertChild(at, 3, key, length, child[0]);
          });
      assertFound(tree, child[0], "FENCES_MEET");
    }
  }

  @Test
  void shouldFindAChildListedUnderAWrongKey() {
    try (SmallTree tree = tree()) {
      long[] child = new long[1];
      damage(
          tree,
          1,
          (visit, root) -> {
            long at = root.page();
            child[0] = Node.child(at, SIZE, 2);
            byte[] key = new byte[NodeLayout.maxKeyLength(SIZE) + 1];
            int length = Node.copyKey(at, SIZE, 2, key);
            EDITOR.remove(at, 2);
            EDITOR.insertChild(at, 2, Arrays.copyOf(key, length + 1), length + 1, child[0]);
          });
      assertFound(tree, child[0], "FENCES_MEET");
    }
  }

  /** A separator may be missing, and yet its page is found: that is no damage. */
  @Test
  void shouldFindNothingIfOnlyASeparatorIsMissing() {
    try (SmallTree tree = tree()) {
      damage(tree, 1, (visit, root) -> EDITOR.remove(root.page(), 3));
      assertEquals(List.of(), tree.problems());
      tree.requireAll();
    }
  }

  @Test
  void shouldFindAChildThatIsFree() {
    try (SmallTree tree = tree()) {
      long id = tree.pageOf(0, KEY);
      withPage(tree, id, PageGuard::discard);
      assertTrue(
          tree.problems().stream()
              .anyMatch(p -> p.page() == id || p.found().contains("page " + id)),
          () -> tree.problems().toString());
    }
  }

  // ---- long values

  private static final int LONG = 10_000;

  private static SmallTree treeWithALongValue() {
    SmallTree tree = tree();
    tree.tree.put(SmallTree.key(KEY), new byte[LONG]);
    assertEquals(List.of(), tree.problems());
    return tree;
  }

  private static void withPage(SmallTree tree, long id, Consumer<PageGuard> deed) {
    try (Operation operation = tree.space.pool().begin()) {
      PageGuard page = operation.guard(0);
      assertTrue(page.fixExclusive(id, null));
      page.markDirty();
      deed.accept(page);
    }
  }

  private static long buildId(SmallTree tree) {
    ChainReference reference = new ChainReference();
    byte[] key = SmallTree.key(KEY);
    tree.with(
        0,
        KEY,
        (visit, leaf) -> {
          int index = Node.find(leaf.page(), SIZE, key, key.length);
          reference.readFrom(leaf.page(), SIZE, Node.cell(leaf.page(), SIZE, index));
        });
    return reference.buildId();
  }

  @Test
  void shouldFindALongValueThatIsCutShort() {
    try (SmallTree tree = treeWithALongValue()) {
      long[] pages = tree.tree.pagesOf(SmallTree.key(KEY));
      long build = buildId(tree);
      int length = OverflowPage.capacity(SIZE);
      withPage(
          tree,
          pages[0],
          page ->
              OverflowPage.write(
                  page.page(), build, 0, NodeLayout.NO_PAGE, new byte[length], 0, length));
      assertFound(tree, tree.pageOf(0, KEY), "LONG_VALUE_IS_WHOLE");
    }
  }

  @Test
  void shouldFindALongValueWithAPageOfAnother() {
    try (SmallTree tree = treeWithALongValue()) {
      long[] pages = tree.tree.pagesOf(SmallTree.key(KEY));
      long build = buildId(tree) + 1;
      withPage(
          tree, pages[2], page -> OverflowPage.write(page.page(), build, 2, 0, new byte[1], 0, 1));
      assertFound(tree, tree.pageOf(0, KEY), "LONG_VALUE_IS_WHOLE");
    }
  }

  @Test
  void shouldFindALongValueWithAFreePage() {
    try (SmallTree tree = treeWithALongValue()) {
      long[] pages = tree.tree.pagesOf(SmallTree.key(KEY));
      withPage(tree, pages[1], PageGuard::discard);
      assertFound(tree, tree.pageOf(0, KEY), "LONG_VALUE_IS_WHOLE");
      SmallTree.Problem problem = tree.problems().get(0);
      assertEquals(tree.keysWith(KEY).indexOf(KEY), problem.cell());
    }
  }

  /**
   * Values that are removed while they are looked at are freed when the check lets go of them. One
   * that cannot be freed must not keep the others registered: what is removed later would be left
   * to a reader who has gone.
   */
  @Test
  void shouldLeaveNoValueRegisteredWhenOneCannotBeFreed() throws Exception {
    int[] numbers = {1, 2, 3};
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (SmallTree small = new SmallTree(LatchProtocol.BLINK)) {
      for (int number : numbers) {
        small.tree.put(SmallTree.key(number), new byte[LONG]);
      }
      withPage(
          small,
          small.tree.pagesOf(SmallTree.key(numbers[0]))[0],
          page -> OverflowPage.write(page.page(), 0, 0, NodeLayout.NO_PAGE, new byte[1], 0, 1));
      List<String> found = new ArrayList<>();
      TreeCheck.Observer remover =
          (name, page, cell, invariant, what) -> {
            found.add(invariant);
            for (int number : numbers) {
              assertTrue(get(other.submit(() -> small.tree.remove(SmallTree.key(number)))));
            }
          };
      IllegalStateException failed =
          assertThrows(
              IllegalStateException.class,
              () -> TreeCheck.check(small.tree, remover, new BitSet()));
      assertTrue(String.valueOf(failed.getMessage()).contains("long value"), failed::toString);
      assertEquals(List.of("LONG_VALUE_IS_WHOLE"), found);
      assertTrue(small.space.chainRegistry().isEmpty());
    } finally {
      other.shutdownNow();
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  // ---- sound trees

  /** Long values come and go, too. */
  @ParameterizedTest
  @EnumSource
  void shouldFindNothingInASoundTreeWhileOthersWrite(LatchProtocol protocol) throws Exception {
    long seed = Long.getLong("latchtree.seed", System.nanoTime());
    System.out.println("TreeCheckTest: -Dlatchtree.seed=" + seed);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try (SmallTree small = new SmallTree(protocol)) {
      Tree tree = small.tree;
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        ends.add(writers.submit(() -> write(tree, random, stop)));
      }
      try {
        for (int i = 0; i < CHECKS || tree.splits() == 0 || tree.merges() == 0; i++) {
          assertEquals(List.of(), small.problems());
        }
      } finally {
        stop.set(true);
      }
      for (Future<?> end : ends) {
        end.get();
      }
      small.space.tidy();
      assertEquals(List.of(), small.problems());
    } finally {
      writers.shutdownNow();
    }
  }

  private static void write(Tree tree, SplittableRandom random, AtomicBoolean stop) {
    while (!stop.get()) {
      byte[] key = SmallTree.key(random.nextInt(1000));
      if (random.nextInt(100) < 30) {
        tree.put(key, new byte[random.nextInt(20) == 0 ? 5000 : 200]);
      } else {
        tree.remove(key);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindNothingInASoundTree(LatchProtocol protocol) {
    try (SmallTree tree = new SmallTree(protocol)) {
      tree.requireSound();
      tree.putAll(0, 2000);
      tree.requireSound();
      for (int i = 0; i < 2000; i++) {
        tree.remove(i);
      }
      tree.space.tidy();
      tree.requireSound();
    }
  }

  /** The bytes of a page, elsewhere. */
  private record PageCopy(MemoryRegion region) implements AutoCloseable {

    PageCopy(long page, int size) {
      this(MemoryRegion.allocate(size));
      byte[] bytes = new byte[size];
      Memory.copyOut(page, bytes, 0, size);
      Memory.copyIn(bytes, 0, region.base(), size);
    }

    long page() {
      return region.base();
    }

    @Override
    public void close() {
      region.close();
    }
  }
}
