package dev.latchtree.stress.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.order.LatchOrder;
import dev.latchtree.stress.subject.Subjects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads insert, remove and read very few keys, which have hardly room on a page: the tree
 * grows and shrinks all the time.
 */
class MixedTest {

  private static final int THREADS = 8;
  private static final int CALLS = 20_000;
  private static final int SOAK_FACTOR = 50;

  private final long seed = Long.getLong("latchtree.seed", System.nanoTime() >>> 1);

  @ParameterizedTest
  @EnumSource
  void shouldLoseNoKeyAndComeToAnEnd(LatchProtocol protocol) throws Exception {
    int rounds = Boolean.getBoolean("latchtree.soak") ? SOAK_FACTOR : 1;
    Totals totals = new Totals();
    try (LatchOrder order = LatchOrder.record()) {
      for (int keys : new int[] {1, 9, 40}) {
        for (int round = 0; round < rounds; round++) {
          System.out.printf(
              "MixedTest, %s, %d keys: -Dlatchtree.seed=%d%n", protocol, keys, seed + round);
          new Mix()
              .run(
                  Subjects.of(protocol),
                  THREADS,
                  new MixSettings(keys, true, CALLS, 5),
                  new SplittableRandom(seed + round),
                  totals);
        }
      }
      order.requireNoCycle();
    }
    System.out.println("MixedTest, " + protocol + ": " + totals);
    assertTrue(totals.calls() >= 3L * rounds * CALLS, totals.toString());
    assertTrue(totals.happened().splits() > 100, totals.toString());
    assertTrue(totals.happened().merges() > 100, totals.toString());
  }

  @Test
  void shouldRunEveryPartOfTheSoak() throws Exception {
    Soak soak = new Soak(Subjects.of(LatchProtocol.OPTIMISTIC_BLINK), 4, Set.copyOf(Soak.parts()));
    LatchOrder order = soak.run(seed, () -> true);
    assertTrue(soak.totals().calls() > 10_000, soak.totals().toString());
    assertTrue(soak.totals().interleavings() > 50, soak.totals().toString());
    assertTrue(soak.totals().crashes() >= 20, soak.totals().toString());
    assertTrue(order.describe().contains("level 1 -> level 0"), order.describe());
  }
}
