package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The trees of a store, their names, and the end of both. */
@ParameterizedClass
@MethodSource("dev.latchtree.StoreVariant#contract")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreContractTest {

  private static final byte[] KEY = utf8("key");
  private static final byte[] VALUE = utf8("value");
  private static final int THREADS = 4;

  private final StoreVariant variant;
  private final LatchStore store;

  StoreContractTest(StoreVariant variant) {
    this.variant = variant;
    store = variant.open();
  }

  @AfterEach
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    try {
      store.verify().requireSound();
    } finally {
      store.close();
    }
  }

  private Set<String> names() {
    List<String> names = store.trees();
    Set<String> set = new HashSet<>(names);
    assertEquals(names.size(), set.size(), "each once");
    return set;
  }

  /** All that can be asked of a tree at any time. */
  private static List<Executable> everything(LatchTree tree) {
    return List.of(
        () -> tree.get(KEY),
        () -> tree.containsKey(KEY),
        () -> tree.put(KEY, VALUE),
        () -> tree.getAndPut(KEY, VALUE),
        () -> tree.putIfAbsent(KEY, VALUE),
        () -> tree.replace(KEY, VALUE),
        () -> tree.compareAndSet(KEY, VALUE, VALUE),
        () -> tree.remove(KEY),
        () -> tree.getAndRemove(KEY),
        () -> tree.compareAndRemove(KEY, VALUE),
        () -> tree.get(TestBytes.onHeap(KEY), TestBytes.onHeap(VALUE)),
        () -> tree.put(TestBytes.onHeap(KEY), TestBytes.onHeap(VALUE)),
        () -> tree.remove(TestBytes.onHeap(KEY)),
        () -> tree.getAll(List.of(KEY)),
        () -> tree.cursor().next(),
        () -> tree.first(),
        () -> tree.last(),
        () -> tree.isEmpty(),
        () -> tree.count(),
        () -> tree.removeRange(KeyRange.all()),
        () -> tree.clear(),
        () -> tree.stats());
  }

  private static void assertRefusesEverything(LatchTree tree) {
    List<Executable> calls = new ArrayList<>(everything(tree));
    calls.add(() -> tree.load(List.of(new Entry(KEY, VALUE)).iterator(), 1));
    for (int i = 0; i < calls.size(); i++) {
      IllegalStateException refusal =
          assertThrows(IllegalStateException.class, calls.get(i), "call " + i);
      assertFalse(String.valueOf(refusal.getMessage()).isBlank());
    }
  }

  // ---- the catalog

  @Test
  void shouldMakeTreesAsTheyAreAskedFor() {
    assertEquals(Set.of(), names());
    LatchTree users = store.tree("users");
    LatchTree orders = store.tree("orders");
    assertEquals("users", users.name());
    assertEquals(Set.of("users", "orders"), names());
    users.put(KEY, VALUE);
    assertFalse(orders.containsKey(KEY));
    assertArrayEquals(VALUE, store.tree("users").get(KEY));
    assertEquals(Set.of("users", "orders"), names());
  }

  @Test
  void shouldDropATree() {
    LatchTree tree = store.tree("users");
    for (int i = 0; i < 500; i++) {
      tree.put(number(i, 100), repeat(i, i % 100 == 3 ? 3 * variant.pageSize() : i));
    }
    assertTrue(store.drop("users"));
    assertFalse(store.drop("users"));
    assertFalse(store.drop("never made"));
    assertEquals(Set.of(), names());
    assertRefusesEverything(tree);
    new Crowd().start(() -> assertRefusesEverything(tree)).join();
    assertThrows(IllegalStateException.class, () -> store.getAll(List.of(tree), List.of(KEY)));
  }

  @Test
  void shouldMakeADroppedTreeAnew() {
    LatchTree first = store.tree("users");
    first.put(KEY, VALUE);
    assertTrue(store.drop("users"));
    LatchTree second = store.tree("users");
    assertTrue(second.isEmpty());
    second.put(KEY, utf8("second"));
    assertRefusesEverything(first);
    assertArrayEquals(utf8("second"), second.get(KEY));
    assertEquals(Set.of("users"), names());
  }

  @Test
  void shouldGiveBackThePagesOfADroppedTree() {
    long before = 0;
    for (int round = 0; round < 5; round++) {
      LatchTree tree = store.tree("users");
      for (int i = 0; i < 2000; i++) {
        tree.put(number(i, 100), repeat(i, i % 500 == 3 ? 3 * variant.pageSize() : 100));
      }
      assertTrue(store.drop("users"));
      store.tidy();
      Verification verification = store.verify().requireSound();
      assertTrue(verification.quiet(), "nobody changes anything: leaks are looked for");
      assertEquals(0, verification.entries());
      if (round == 0) {
        before = verification.pages();
      }
      assertTrue(verification.pages() <= before, verification::toString);
    }
  }

  @Test
  void shouldHoldManyTrees() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 150; i++) {
      String name = "tree-" + i + "-\u00e9\u4e2d\ud834\udd1e";
      names.add(name);
      store.tree(name).put(KEY, number(i, 8));
    }
    assertEquals(names, names());
    for (int i = 0; i < 150; i++) {
      String name = "tree-" + i + "-\u00e9\u4e2d\ud834\udd1e";
      assertArrayEquals(number(i, 8), store.tree(name).get(KEY));
      if (i % 2 == 0) {
        assertTrue(store.drop(name));
        names.remove(name);
      }
    }
    assertEquals(names, names());
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void shouldRefuseBadNames() {
    assertThrows(NullPointerException.class, () -> store.tree(null));
    assertThrows(NullPointerException.class, () -> store.drop(null));
    assertThrows(IllegalArgumentException.class, () -> store.tree(""));
    assertThrows(IllegalArgumentException.class, () -> store.tree("x".repeat(variant.pageSize())));
    assertEquals(Set.of(), names());
  }

  /**
   * Names that the engine may use for itself are the users' as well, or refused: never mixed up.
   */
  @Test
  void shouldNotMixUpNames() {
    for (String name : List.of("catalog", "pending", "free", "\0", " ", "a/b", "..", "tree")) {
      LatchTree tree;
      try {
        tree = store.tree(name);
      } catch (IllegalArgumentException refused) {
        assertFalse(store.trees().contains(name));
        continue;
      }
      assertTrue(tree.isEmpty(), name);
      tree.put(KEY, utf8(name));
      store.tree("large").put(KEY, repeat(1, 3 * variant.pageSize()));
      assertEquals(1, tree.count(), name);
      assertTrue(store.trees().contains(name));
      tree.clear();
      assertArrayEquals(repeat(1, 3 * variant.pageSize()), store.tree("large").get(KEY));
    }
  }

  @Test
  void shouldMakeOneTreeForManyThreads() {
    Crowd crowd = new Crowd();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      crowd.start(
          () -> {
            for (int round = 0; round < 50; round++) {
              store.tree("shared-" + round).put(number(thread, 8), VALUE);
            }
          });
    }
    crowd.join();
    assertEquals(50, names().size());
    for (int round = 0; round < 50; round++) {
      assertEquals(THREADS, store.tree("shared-" + round).count());
    }
  }

  /** Whoever is inside when a tree is dropped finishes or is told; the new tree is another one. */
  @Test
  void shouldDropAndMakeATreeUnderFire() {
    Crowd crowd = new Crowd();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      crowd.start(
          () -> {
            int refused = 0;
            for (int round = 0; round < 150; round++) {
              LatchTree tree = store.tree("users");
              assertEquals("users", tree.name());
              try {
                for (int k = 0; k < 20; k++) {
                  byte[] key = number(k * 10L + thread, tree.maxKeyLength() / 2);
                  tree.put(key, repeat(k, k == 7 ? 2 * variant.pageSize() : 50));
                  byte[] value = tree.get(key);
                  assertTrue(value == null || value[0] == k);
                }
              } catch (IllegalStateException dropped) {
                refused++;
              }
              if (thread == 0) {
                store.drop("users");
              }
            }
            assertTrue(thread != 0 || refused < 150);
          });
    }
    crowd.join();
    store.verify().requireSound();
  }

  // ---- the end

  @Test
  void shouldRefuseEverythingOnceClosed() {
    try (LatchStore closed = variant.open()) {
      LatchTree tree = closed.tree("tree");
      tree.put(KEY, VALUE);
      tree.put(VALUE, KEY);
      closed.close();
      closed.close();
      assertRefusesEverything(tree);
      new Crowd().start(() -> assertRefusesEverything(tree)).join();
      assertThrows(IllegalStateException.class, () -> closed.tree("tree"));
      assertThrows(IllegalStateException.class, () -> closed.tree("other"));
      assertThrows(IllegalStateException.class, closed::trees);
      assertThrows(IllegalStateException.class, () -> closed.drop("tree"));
      assertThrows(IllegalStateException.class, () -> closed.getAll(List.of(tree), List.of(KEY)));
      assertThrows(IllegalStateException.class, closed::verify);
      assertThrows(IllegalStateException.class, closed::checkpoint);
    }
  }

  /** Rule C1: operations begun before complete, later ones throw; nothing else ever happens. */
  @Test
  void shouldCloseWhileOthersAreInside() throws Exception {
    for (int round = 0; round < 2; round++) {
      LatchStore closed = variant.open();
      LatchTree tree = closed.tree("tree");
      CountDownLatch busy = new CountDownLatch(THREADS * 2);
      Crowd crowd = new Crowd();
      for (int i = 0; i < THREADS * 2; i++) {
        int thread = i;
        crowd.start(
            () -> {
              List<Executable> calls = new ArrayList<>(everything(tree));
              calls.add(() -> tree.put(number(thread, 100), repeat(1, 2 * variant.pageSize())));
              calls.add(closed::verify);
              try {
                for (int step = 0; step < 1_000_000; step++) {
                  calls.get((step + thread * 3) % calls.size()).execute();
                  if (step == 200) {
                    busy.countDown();
                  }
                }
              } catch (IllegalStateException told) {
                assertEquals(0, busy.getCount(), () -> "before the close: " + told);
                assertRefusesEverything(tree);
                return;
              } catch (Throwable e) {
                throw new AssertionError("thread " + thread, e);
              }
              throw new AssertionError("never told that the store is closed");
            });
      }
      assertTrue(busy.await(60, TimeUnit.SECONDS));
      closed.close();
      crowd.join();
    }
  }
}
