package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.memory.Memory;
import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import dev.latchtree.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is wrong with a store as a whole. */
class StoreCheckTest {

  private static final int PAGE_SIZE = 4096;

  private static LatchStore store() {
    return LatchStore.inMemory(StoreOptions.builder().pageSize(PAGE_SIZE).poolPages(256).build());
  }

  private static byte[] key(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void shouldCountPagesAndEntries() {
    try (LatchStore store = store()) {
      LatchTree one = store.tree("one");
      LatchTree other = store.tree("other");
      for (int i = 0; i < 500; i++) {
        one.put(key(i), key(i));
        other.put(key(i), new byte[i % 100 == 0 ? 10_000 : 10]);
      }
      Verification found = store.verify().requireSound();
      assertTrue(found.quiet());
      assertEquals(1000, found.entries());
      long used = 0;
      for (long id = 1; id < store.space().pool().highWater(); id++) {
        used += store.space().pool().isPage(id) ? 1 : 0;
      }
      assertEquals(used, found.pages());
    }
  }

  @Test
  void shouldFindAPageThatBelongsToNoTree() {
    try (LatchStore store = store()) {
      store.tree("one").put(key(1), key(1));
      long made;
      try (Operation operation = store.space().pool().begin()) {
        PageGuard page = operation.guard(0);
        page.fixNew(operation.reserve(1));
        made = page.pageId();
      }
      long id = made;
      Verification found = store.verify();
      assertFalse(found.isSound());
      Verification.Problem leak =
          found.problems().stream()
              .filter(problem -> problem.invariant().equals("PAGE_HAS_ONE_USE"))
              .findAny()
              .orElseThrow();
      assertEquals(id, leak.page());
      assertTrue(found.problems().stream().allMatch(problem -> problem.page() == id));
      IllegalStateException thrown = assertThrows(IllegalStateException.class, found::requireSound);
      assertTrue(String.valueOf(thrown.getMessage()).contains(leak.toString()), thrown::toString);
    }
  }

  @Test
  void shouldFindAPageThatTwoTreesHave() {
    try (LatchStore store = store()) {
      store.tree("one").put(key(1), new byte[5000]);
      store.tree("two").put(key(1), new byte[5000]);
      long[] pages = engine(store, "one").pagesOf(key(1));
      copyCellOfOneToTwo(store);
      Verification found = store.verify();
      assertTrue(
          found.problems().stream()
              .anyMatch(
                  problem ->
                      problem.invariant().equals("PAGE_HAS_ONE_USE")
                          && problem.page() == pages[0]
                          && problem.tree().equals("two")),
          () -> found.problems().toString());
    }
  }

  /** Both are leaves with one cell of the same size, so what differs is the reference in it. */
  private static void copyCellOfOneToTwo(LatchStore store) {
    try (Operation operation = store.space().pool().begin()) {
      PageGuard one = operation.guard(0);
      PageGuard two = operation.guard(1);
      assertTrue(one.fixExclusive(engine(store, "one").rootId(), null));
      assertTrue(two.fixExclusive(engine(store, "two").rootId(), null));
      two.markDirty();
      int from = NodeLayout.FENCES;
      Memory.copy(one.page() + from, two.page() + from, PAGE_SIZE - from);
    }
  }

  private static Tree engine(LatchStore store, String name) {
    return store.stored(store.tree(name), key(1)).engine();
  }

  @Test
  void shouldNameTheTreeAndThePageThatIsDamaged() {
    try (LatchStore store = store()) {
      LatchTree tree = store.tree("damaged");
      for (int i = 0; i < 100; i++) {
        tree.put(key(i), new byte[300]);
      }
      long leaf;
      Tree engine = engine(store, "damaged");
      try (Operation operation = store.space().pool().begin()) {
        PageGuard root = operation.guard(0);
        PageGuard page = operation.guard(1);
        assertTrue(root.fixShared(engine.rootId(), null));
        leaf = Node.child(root.page(), PAGE_SIZE, 1);
        assertTrue(page.fixExclusive(leaf, root));
        page.markDirty();
        Memory.zero(page.page() + NodeLayout.FENCES, PAGE_SIZE - NodeLayout.FENCES);
      }
      Verification found = store.verify();
      assertTrue(
          found.problems().stream()
              .anyMatch(
                  problem ->
                      problem.tree().equals("damaged")
                          && problem.page() == leaf
                          && problem.invariant().equals("PAGE_IS_A_SOUND_NODE")),
          () -> found.problems().toString());
    }
  }

  @Test
  void shouldTellOfAnInnerPageThatIsDamaged() {
    try (LatchStore store = store()) {
      LatchTree tree = store.tree("damaged");
      for (int i = 0; i < 100; i++) {
        tree.put(key(i), new byte[300]);
      }
      long root = engine(store, "damaged").rootId();
      try (Operation operation = store.space().pool().begin()) {
        PageGuard page = operation.guard(0);
        assertTrue(page.fixExclusive(root, null));
        page.markDirty();
        Memory.zero(page.page() + NodeLayout.FENCES, PAGE_SIZE - NodeLayout.FENCES);
      }
      Verification found = store.verify();
      assertTrue(
          found.problems().stream().anyMatch(problem -> problem.page() == root),
          () -> found.problems().toString());
    }
  }

  /** A long value that is being written, or freed, is in no leaf; yet nobody has lost it. */
  @Test
  void shouldNotTakeALongValueOnItsWayForALeak() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (LatchStore store = store()) {
      LatchTree tree = store.tree("written");
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; !stop.get(); i++) {
                  tree.put(key(i % 3), new byte[50_000]);
                }
              });
      writer.start();
      try {
        for (int i = 0; i < 2000; i++) {
          store.verify().requireSound();
        }
      } finally {
        stop.set(true);
        writer.join();
      }
    }
  }
}
