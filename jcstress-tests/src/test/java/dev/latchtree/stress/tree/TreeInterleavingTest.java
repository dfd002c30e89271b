package dev.latchtree.stress.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.TreeStats;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.explore.Interleaving;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each answer of the tree is right in every interleaving tried, and the tree sound afterwards.
 *
 * <p>A failure prints its seed; {@code -Dlatchtree.seed=} begins with that interleaving.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeInterleavingTest {

  private static final int ROUNDS = 200;
  private static final int SOAK_FACTOR = 50;

  /** Of a protocol under which an operation is one step there are not many. */
  private static final int FEWER = 6;

  /** What happened in all interleavings of a scenario. */
  private static final class Happened {
    long splits;
    long merges;
    long posts;
    long rightMoves;
    long steps;

    void add(TreeStats.Counters before, TreeStats.Counters after) {
      splits += after.splits() - before.splits();
      merges += after.merges() - before.merges();
      posts += after.posts() - before.posts();
      rightMoves += after.rightMoves() - before.rightMoves();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeRightUnderCoarseLock(Scenario scenario) {
    explore(scenario, LatchProtocol.COARSE_LOCK);
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeRightUnderLatchCoupling(Scenario scenario) {
    explore(scenario, LatchProtocol.LATCH_COUPLING);
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeRightUnderBlink(Scenario scenario) {
    explore(scenario, LatchProtocol.BLINK);
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeRightUnderOptimisticBlink(Scenario scenario) {
    explore(scenario, LatchProtocol.OPTIMISTIC_BLINK);
  }

  private static void explore(Scenario scenario, LatchProtocol protocol) {
    long first = Long.getLong("latchtree.seed", System.nanoTime());
    int rounds = Boolean.getBoolean("latchtree.soak") ? SOAK_FACTOR * ROUNDS : ROUNDS;
    rounds = protocol == LatchProtocol.COARSE_LOCK ? rounds / FEWER : rounds;
    Happened happened = new Happened();
    long start = System.nanoTime();
    for (long seed = first; seed < first + rounds; seed++) {
      explore(scenario, protocol, seed, happened);
    }
    System.out.printf(
        "%s %s: %d interleavings from -Dlatchtree.seed=%d on, %d ms; %d steps, %d splits, "
            + "%d merges, %d posts, %d right moves%n",
        scenario,
        protocol,
        rounds,
        first,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        happened.steps,
        happened.splits,
        happened.merges,
        happened.posts,
        happened.rightMoves);
    requireInteresting(scenario, protocol, happened);
  }

  private static void explore(
      Scenario scenario, LatchProtocol protocol, long seed, Happened happened) {
    SplittableRandom random = new SplittableRandom(seed);
    try (RecordedTree tree = new RecordedTree(protocol)) {
      scenario.prepare(tree, random);
      tree.prepared();
      TreeStats.Counters before = tree.stats().counters();
      Explorer explorer = new Explorer(seed);
      scenario.begin(tree, random, explorer);
      Interleaving way = explorer.run();
      try {
        way.requireSuccess();
        happened.add(before, tree.stats().counters());
        happened.steps += way.steps().size();
        tree.requireRight();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "%s, %s, -Dlatchtree.seed=%d: %s\n%s"
                .formatted(scenario, protocol, seed, e, way.describe()),
            e);
      }
    }
  }

  /** A scenario in which nothing of its kind happens shows nothing. */
  private static void requireInteresting(
      Scenario scenario, LatchProtocol protocol, Happened happened) {
    boolean merges =
        switch (scenario) {
          case MERGE_AGAINST_ALL,
              ROOT_SHRINKS,
              INNER_ROOT_SHRINKS,
              BATCH_AGAINST_WRITERS,
              BATCH_AGAINST_REUSE,
              SPLIT_AGAINST_MERGE,
              ROOT_SHRINKS_AGAINST_SPLIT,
              REUSE_FARTHER_RIGHT ->
              true;
          default -> false;
        };
    assertTrue((merges ? happened.merges : happened.splits) > 0, "no change of the tree's shape");
    if (protocol == LatchProtocol.LATCH_COUPLING || protocol == LatchProtocol.COARSE_LOCK) {
      assertEquals(0, happened.rightMoves, "somebody met a page without a separator");
    } else if (!merges) {
      assertTrue(happened.rightMoves > 0, "nobody met a page without a separator");
    }
  }
}
