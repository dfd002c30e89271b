package dev.latchtree.stress.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.order.LatchOrder;
import dev.latchtree.stress.scenario.Scenario;
import dev.latchtree.stress.scenario.ScenarioRun;
import dev.latchtree.stress.subject.Figures;
import dev.latchtree.stress.subject.SubjectMaker;
import dev.latchtree.stress.subject.Subjects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each answer of the tree is right in every interleaving tried, and the tree sound afterwards.
 *
 * <p>A failure prints its seed; {@code -Dlatchtree.seed=} begins with that interleaving.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class TreeInterleavingTest {

  private static final int ROUNDS = 120;
  private static final int SOAK_FACTOR = 80;

  /** Of a protocol under which an operation is one step there are not many. */
  private static final int FEWER = 6;

  private static LatchOrder order;

  @BeforeAll
  static void recordLatches() {
    order = LatchOrder.record();
  }

  @AfterAll
  static void shouldWaitForLatchesInOneOrder() {
    order.close();
    System.out.print("held -> got, how often:\n" + order.describe());
    order.requireNoCycle();
    assertTrue(order.size() > 3, "hardly anybody waited with a latch in hand");
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
    SubjectMaker maker = Subjects.of(protocol);
    long first = Long.getLong("latchtree.seed", System.nanoTime());
    int rounds = Boolean.getBoolean("latchtree.soak") ? SOAK_FACTOR * ROUNDS : ROUNDS;
    rounds = maker.isOneStep() ? rounds / FEWER : rounds;
    Figures happened = Figures.NONE;
    long steps = 0;
    long start = System.nanoTime();
    for (long seed = first; seed < first + rounds; seed++) {
      ScenarioRun run = ScenarioRun.of(scenario, maker, seed, new Explorer(seed));
      happened = run.happened().plus(happened);
      steps += run.way().steps().size();
    }
    System.out.printf(
        "%s %s: %d interleavings from -Dlatchtree.seed=%d on, %d ms; %d steps, %d splits, "
            + "%d merges, %d posts, %d right moves%n",
        scenario,
        protocol,
        rounds,
        first,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        steps,
        happened.splits(),
        happened.merges(),
        happened.posts(),
        happened.rightMoves());
    requireInteresting(scenario, maker, happened);
  }

  /** A scenario in which nothing of its kind happens shows nothing. */
  private static void requireInteresting(Scenario scenario, SubjectMaker maker, Figures happened) {
    boolean merges = scenario.isAboutMerging();
    assertTrue(
        (merges ? happened.merges() : happened.splits()) > 0, "no change of the tree's shape");
    if (!maker.postsLater()) {
      assertEquals(0, happened.rightMoves(), "somebody met a page without a separator");
    } else if (!merges) {
      assertTrue(happened.rightMoves() > 0, "nobody met a page without a separator");
    }
  }
}
