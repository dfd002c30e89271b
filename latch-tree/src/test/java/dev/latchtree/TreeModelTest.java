package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.ModelledTree.Phase;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random steps against a {@code TreeMap}, under every protocol and on every page size: trees grow,
 * stay and shrink until nothing is left, over and over. Keys and values are large enough for a page
 * to hold few of them, so splits and merges never stop.
 *
 * <p>With {@code -Dlatchtree.soak=true} a million steps under each protocol on each page size.
 */
class TreeModelTest {

  private static final int STEPS = TreeRandom.SOAK ? 1_000_000 : 60_000;
  private static final int PHASE = 1200;
  private static final Set<LatchProtocol> EVERY_OTHER =
      EnumSet.of(LatchProtocol.LATCH_COUPLING, LatchProtocol.OPTIMISTIC_BLINK);
  private static final long POOL_BYTES = 256L * 1024 * 1024;

  private final long seed = TreeRandom.seed(this);

  @ParameterizedTest
  @MethodSource("dev.latchtree.StoreVariant#everyPageSize")
  @Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldBehaveLikeATreeMap(StoreVariant variant) {
    KeyShape[] shapes = KeyShape.values();
    long steps = 0;
    try (LatchStore store = variant.open(options(variant))) {
      for (int cycle = 0; steps < STEPS; cycle++) {
        KeyShape shape = shapes[cycle % shapes.length];
        ModelledTree tree = new ModelledTree(store, variant, shape, TreeRandom.stream(seed, cycle));
        try {
          growAndShrink(store, tree);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(
              "-Dlatchtree.seed=%d, %s, cycle %d, %s".formatted(seed, variant, cycle, tree), e);
        }
        steps += tree.steps();
      }
      for (KeyShape shape : shapes) {
        TreeStats.Counters counters = store.tree(shape.name()).stats().counters();
        assertTrue(counters.splits() > 20, shape + ": " + counters);
        assertTrue(counters.merges() > 20, shape + ": " + counters);
      }
    }
  }

  /** Each option beside each page size and protocol in some run. */
  private static StoreOptions options(StoreVariant variant) {
    boolean odd = (Integer.numberOfTrailingZeros(variant.pageSize()) & 1) != 0;
    boolean every = EVERY_OTHER.contains(variant.protocol());
    return variant
        .options()
        .poolBytes(POOL_BYTES)
        .splitPolicy(odd ? SplitPolicy.RIGHT_EDGE : SplitPolicy.MIDDLE)
        .backgroundMerges(odd == every)
        .build();
  }

  private static void growAndShrink(LatchStore store, ModelledTree tree) {
    for (Phase phase : List.of(Phase.GROW, Phase.GROW, Phase.CHURN, Phase.SHRINK, Phase.CHURN)) {
      for (int i = 0; i < PHASE; i++) {
        tree.step(phase);
      }
      store.verify().requireSound();
      tree.assertSame();
    }
    tree.removeAll();
    assertEquals(0, tree.size());
    tree.assertSame();
    store.tidy();
    Verification verification = store.verify().requireSound();
    assertTrue(verification.quiet(), "leaks are looked for");
    assertEquals(0, verification.entries());
    TreeStats stats = tree.tree().stats();
    assertEquals(1, stats.height(), stats::toString);
    assertEquals(1, stats.levels().get(0).pages(), "the root alone is left");
  }
}
