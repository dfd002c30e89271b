package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.spi.LatchProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rule T3: a root that is left with one child shrinks, also if the merge that left it was its own.
 */
class RootShrinkTest {

  private static final int KEYS = 30;

  @ParameterizedTest
  @EnumSource
  void shouldNotKeepARootWithOneChild(LatchProtocol protocol) {
    StoreOptions options =
        StoreOptions.builder()
            .protocol(protocol)
            .pageSize(4096)
            .poolPages(256)
            .backgroundMerges(false)
            .build();
    for (int kept = 0; kept < KEYS; kept++) {
      try (LatchStore store = LatchStore.inMemory(options)) {
        LatchTree tree = store.tree("tree");
        for (int i = 0; i < KEYS; i++) {
          tree.put(number(i, 8), new byte[200]);
        }
        assertEquals(2, tree.stats().height());
        tree.removeRange(KeyRange.to(number(kept, 8)));
        store.tidy();
        TreeStats.Level root = tree.stats().levels().get(0);
        int height = tree.stats().height();
        assertEquals(height > 1, height > 1 && root.cells() > 1, "from " + kept + " on: " + root);
        assertEquals(KEYS - kept, store.verify().requireSound().entries());
      }
    }
  }
}
