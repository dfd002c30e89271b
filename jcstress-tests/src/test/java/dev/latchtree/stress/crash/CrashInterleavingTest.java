package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.explore.Search;
import dev.latchtree.stress.explore.Step;
import dev.latchtree.stress.explore.Strategies;
import dev.latchtree.stress.explore.Strategy;
import dev.latchtree.stress.program.Exploration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails at any step of an interleaving, and what was promised is there.
 *
 * <p>A failure prints what replays it; {@code -Dlatchtree.seed=} begins with that seed.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CrashInterleavingTest {

  private static final int ROUNDS = 100;
  private static final int SOAK_FACTOR = 50;

  /** For protocols that are not the default. */
  private static final int FEWER = 5;

  @ParameterizedTest
  @EnumSource
  void shouldKeepPromisesUnderCoarseLock(CrashScenario scenario) {
    explore(scenario, LatchProtocol.COARSE_LOCK, ROUNDS / FEWER);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepPromisesUnderLatchCoupling(CrashScenario scenario) {
    explore(scenario, LatchProtocol.LATCH_COUPLING, ROUNDS / FEWER);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepPromisesUnderBlink(CrashScenario scenario) {
    explore(scenario, LatchProtocol.BLINK, ROUNDS / FEWER);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepPromisesUnderOptimisticBlink(CrashScenario scenario) {
    explore(scenario, LatchProtocol.OPTIMISTIC_BLINK, ROUNDS);
  }

  private static void explore(CrashScenario scenario, LatchProtocol protocol, int rounds) {
    long first = Long.getLong("latchtree.seed", System.nanoTime());
    int most = Boolean.getBoolean("latchtree.soak") ? SOAK_FACTOR * rounds : rounds;
    long start = System.nanoTime();
    Exploration done =
        Exploration.of(
            new CrashProgram(protocol, scenario), Search.random(first), most, (ways, steps) -> {});
    System.out.printf(
        "%s %s: %d crashes from -Dlatchtree.seed=%d on, %d ms; %d steps%n",
        scenario,
        protocol,
        done.interleavings(),
        first,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        done.steps());
    Interleaving failure = done.failure();
    if (failure != null) {
      failure.requireSuccess();
    }
    assertEquals(most, done.interleavings());
    if (protocol == LatchProtocol.OPTIMISTIC_BLINK) {
      long changes =
          scenario.isAboutMerging() ? done.happened().merges() : done.happened().splits();
      assertTrue(changes > 0, "no change of the tree's shape");
    }
  }

  @Test
  void shouldBringAboutWhatTheScenariosAreNamedFor() {
    assertSteps(
        CrashScenario.COMMITS_AND_CHECKPOINT,
        List.of(
            "checkpoint begins", "claim to write", "write pages", "sync pages", "write control"));
    assertSteps(
        CrashScenario.BATCH_SPLIT_AND_EVICTION, List.of("evict", "read pages", "write pages"));
    assertSteps(
        CrashScenario.MERGE_AND_CHECKPOINT, List.of("checkpoint begins", "discard", "publish"));
  }

  private static void assertSteps(CrashScenario scenario, List<String> expected) {
    CrashProgram program = new CrashProgram(LatchProtocol.OPTIMISTIC_BLINK, scenario);
    Set<String> steps = new HashSet<>();
    for (long seed = 1; seed <= 10; seed++) {
      Interleaving way = program.run(Strategies.random(seed)).way();
      way.requireSuccess();
      way.steps().stream().map(Step::what).forEach(steps::add);
    }
    assertTrue(steps.containsAll(expected), () -> expected + " in " + steps);
  }

  /** A disk that forgets what it was told to keep is noticed: so promises are really checked. */
  @ParameterizedTest
  @EnumSource
  void shouldNoticeADiskThatForgets(CrashScenario scenario) {
    Exploration done =
        Exploration.of(
            new CrashProgram(LatchProtocol.OPTIMISTIC_BLINK, scenario, Forgetful::new),
            Search.random(1),
            50,
            (ways, steps) -> {});
    Interleaving failure = done.failure();
    assertNotNull(failure, () -> "nothing was lost in " + done.interleavings());
    assertTrue(failure.replay().startsWith("./lab explore --replay OPTIMISTIC_BLINK/" + scenario));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"random/", "pct3.900/", "exhaustive1/", "random/@", "pct3.900/@", "exhaustive1/@"})
  void shouldTakeTheSameWayByName(String kind) {
    for (CrashScenario scenario : CrashScenario.values()) {
      CrashProgram program = new CrashProgram(LatchProtocol.OPTIMISTIC_BLINK, scenario);
      for (long seed = 1; seed < 4; seed++) {
        String name =
            kind.endsWith("@")
                ? kind.substring(0, kind.length() - 1) + seed + "@" + 40 * seed
                : kind + seed;
        Interleaving way = program.run(Strategies.named(name)).way();
        way.requireSuccess();
        Strategy again = Strategies.named(way.strategy());
        assertEquals(
            String.join("\n", way.trace()), String.join("\n", program.run(again).way().trace()));
        assertEquals(kind.endsWith("@"), way.cut());
        assertTrue(way.token().startsWith("OPTIMISTIC_BLINK/" + scenario + "/" + kind.charAt(0)));
      }
    }
  }
}
