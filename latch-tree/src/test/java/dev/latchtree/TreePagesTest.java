package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which pages a tree has, and which keys belong on them. */
@Timeout(60)
class TreePagesTest {

  private static final int ENTRIES = 3_000;

  private static LatchStore open() {
    return LatchStore.inMemory(StoreOptions.builder().pageSize(4 * 1024).poolPages(512).build());
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  @Test
  void shouldListEveryPageOnceByLevelAndFromLeftToRight() {
    try (LatchStore store = open()) {
      LatchTree tree = store.tree("tree");
      store.tree("other").put(key(1), key(1));
      for (int i = 0; i < ENTRIES; i++) {
        tree.put(key(i), new byte[100]);
      }
      List<TreePage> pages = store.pages(tree);
      List<TreeStats.Level> levels = tree.stats().levels();
      assertTrue(levels.size() >= 2);
      assertEquals(levels.size() - 1, pages.get(0).level(), "the root's level comes first");
      Set<Long> ids = new HashSet<>();
      pages.forEach(page -> assertTrue(ids.add(page.page()), page::toString));
      for (TreeStats.Level level : levels) {
        List<TreePage> some = pages.stream().filter(page -> page.level() == level.level()).toList();
        assertEquals(level.pages(), some.size());
        assertArrayEquals(new byte[0], some.get(0).from());
        for (int i = 1; i < some.size(); i++) {
          assertTrue(
              Arrays.compareUnsigned(some.get(i - 1).from(), some.get(i).from()) < 0,
              some.get(i)::toString);
        }
      }
    }
  }

  @Test
  void shouldTellTheOnePageOfASmallTree() {
    try (LatchStore store = open()) {
      List<TreePage> pages = store.pages(store.tree("tree"));
      assertEquals(List.of(new TreePage(0, pages.get(0).page(), new byte[0])), pages);
      assertEquals(pages.hashCode(), store.pages(store.tree("tree")).hashCode());
    }
  }

  @Test
  void shouldRefuseATreeOfAnotherStore() {
    try (LatchStore store = open();
        LatchStore other = open()) {
      LatchTree strange = other.tree("strange");
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> store.pages(strange));
      assertEquals("tree strange is not one of this store", refusal.getMessage());
    }
  }
}
