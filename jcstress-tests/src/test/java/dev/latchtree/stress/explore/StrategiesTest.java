package dev.latchtree.stress.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.YieldPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each strategy finds what it promises to find, and is replayed by its name. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrategiesTest {

  /** A program that is explored again and again; a broken one. */
  private interface Program extends Function<Strategy, Interleaving> {}

  private static Explorer.Work steps(int count) {
    return () -> {
      for (int i = 0; i < count; i++) {
        YieldPoint.at("go on", 1);
      }
    };
  }

  // ---- programs that are broken

  /** One reads before, and writes after, what the other does: a bug of depth 2. */
  private static Interleaving lostUpdate(Strategy strategy) {
    AtomicInteger value = new AtomicInteger();
    Explorer.Work increment =
        () -> {
          steps(4).run();
          int read = value.get();
          YieldPoint.at("increment", 2);
          value.set(read + 1);
          steps(4).run();
        };
    Interleaving way =
        new Explorer(strategy).thread("one", increment).thread("two", increment).run();
    return value.get() == 2 ? way : way.failed(new AssertionError("an update is lost"));
  }

  /**
   * One looks twice, and believes that nothing changed because what it sees is the same again: a
   * bug of depth 3, for the other has to set the flag and to take it back in between.
   */
  private static Interleaving sameAgain(Strategy strategy) {
    AtomicInteger state = new AtomicInteger();
    AtomicBoolean seen = new AtomicBoolean();
    Interleaving way =
        new Explorer(strategy)
            .thread(
                "one",
                () -> {
                  steps(3).run();
                  state.compareAndSet(0, 1);
                  steps(3).run();
                  state.compareAndSet(2, 3);
                  steps(3).run();
                })
            .thread(
                "two",
                () -> {
                  steps(3).run();
                  state.compareAndSet(1, 2);
                  steps(3).run();
                  seen.set(state.get() == 3);
                })
            .run();
    return seen.get() ? way.failed(new AssertionError("the same again, and yet another")) : way;
  }

  private static int failures(Program program, Function<Long, Strategy> strategies, int most) {
    int failures = 0;
    for (long seed = 0; seed < most; seed++) {
      failures += program.apply(strategies.apply(seed)).failure() == null ? 0 : 1;
    }
    return failures;
  }

  // ---- priorities

  @Test
  void shouldFindABugOfDepthTwoAsOftenAsPromised() {
    long steps = lostUpdate(Strategies.random(1)).turns();
    int found = failures(StrategiesTest::lostUpdate, seed -> new Priorities(2, steps, seed), 2_000);
    assertTrue(found >= 2_000 / (2 * steps), () -> found + " of 2000, with k = " + steps);
  }

  @Test
  void shouldFindABugOfDepthThreeAsOftenAsPromised() {
    long steps = sameAgain(Strategies.random(1)).turns();
    int found = failures(StrategiesTest::sameAgain, seed -> new Priorities(3, steps, seed), 10_000);
    assertTrue(found >= 10_000 / (2 * steps * steps), () -> found + " of 10000, k = " + steps);
  }

  /** So the depth means something. */
  @Test
  void shouldNotFindABugThatIsDeeper() {
    long steps = sameAgain(Strategies.random(1)).turns();
    assertEquals(
        0, failures(StrategiesTest::lostUpdate, seed -> new Priorities(1, steps, seed), 200));
    assertEquals(
        0, failures(StrategiesTest::sameAgain, seed -> new Priorities(2, steps, seed), 500));
  }

  @Test
  void shouldGiveWayWhileItWaits() {
    for (long seed = 0; seed < 100; seed++) {
      AtomicBoolean flag = new AtomicBoolean();
      new Explorer(new Priorities(3, 20, seed))
          .thread(
              "waits",
              () -> {
                for (int attempt = 0; !flag.get(); attempt++) {
                  Explorer.WAITING.pause(attempt);
                }
              })
          .thread("works", steps(10))
          .thread(
              "sets",
              () -> {
                steps(5).run();
                flag.set(true);
              })
          .run()
          .requireSuccess();
    }
  }

  /** It does not say that it waits: only its many steps show it. */
  @Test
  void shouldGiveWayWhenItGoesOnAndOn() {
    for (long seed = 0; seed < 10; seed++) {
      AtomicBoolean flag = new AtomicBoolean();
      new Explorer(new Priorities(2, 20, seed))
          .thread(
              "tries",
              () -> {
                while (!flag.get()) {
                  YieldPoint.at("try", 1);
                }
              })
          .thread("sets", () -> flag.set(true))
          .run()
          .requireSuccess();
    }
  }

  // ---- exhaustive

  private static List<Interleaving> all(Exhaustive search, Program program) {
    List<Interleaving> ways = new ArrayList<>();
    for (Optional<Strategy> next = search.next(); next.isPresent(); next = search.next()) {
      Interleaving way = program.apply(next.get());
      search.took(way);
      ways.add(way);
    }
    assertTrue(search.isComplete());
    assertEquals(ways.size(), search.seen());
    return ways;
  }

  /** Threads of 2 and 3 yield points take 3 and 4 steps: 7 over 3 orders. */
  @Test
  void shouldSeeEachInterleavingOnce() {
    List<Interleaving> ways =
        all(
            new Exhaustive(Exhaustive.ALL, 0),
            strategy -> new Explorer(strategy).thread("a", steps(2)).thread("b", steps(3)).run());
    assertEquals(35, ways.size());
    Set<String> names = new HashSet<>();
    ways.forEach(way -> names.add(way.strategy()));
    assertEquals(35, names.size());
  }

  /** Of three threads of 2 steps each: 6! / (2! 2! 2!). */
  @Test
  void shouldSeeAllOrdersOfThreeThreads() {
    List<Interleaving> ways =
        all(
            new Exhaustive(Exhaustive.ALL, 0),
            strategy ->
                new Explorer(strategy)
                    .thread("a", steps(1))
                    .thread("b", steps(1))
                    .thread("c", steps(1))
                    .run());
    assertEquals(90, ways.size());
  }

  /**
   * Without a preemption one runs to its end, then the other: 2. With one, the first is stopped
   * after 1 or 2 of its 3 steps, the other then runs to its end: 2 times 2 more.
   */
  @Test
  void shouldSeeThoseWithinTheBoundOnly() {
    Program program =
        strategy -> new Explorer(strategy).thread("a", steps(2)).thread("b", steps(2)).run();
    assertEquals(2, all(new Exhaustive(0, 0), program).size());
    assertEquals(6, all(new Exhaustive(1, 0), program).size());
    assertEquals(20, all(new Exhaustive(Exhaustive.ALL, 0), program).size());
  }

  @Test
  void shouldFindAllOutcomes() {
    Set<String> outcomes = new TreeSet<>();
    all(
        new Exhaustive(Exhaustive.ALL, 0),
        strategy -> {
          AtomicInteger x = new AtomicInteger();
          AtomicInteger y = new AtomicInteger();
          int[] read = new int[2];
          Interleaving way =
              new Explorer(strategy)
                  .thread(
                      "one",
                      () -> {
                        x.set(1);
                        YieldPoint.at("read", 1);
                        read[0] = y.get();
                      })
                  .thread(
                      "two",
                      () -> {
                        y.set(1);
                        YieldPoint.at("read", 2);
                        read[1] = x.get();
                      })
                  .run();
          outcomes.add(read[0] + ", " + read[1]);
          return way;
        });
    assertEquals(Set.of("0, 1", "1, 0", "1, 1"), outcomes);
  }

  @Test
  void shouldFindBrokenProgramsWithFewPreemptions() {
    assertTrue(
        all(new Exhaustive(1, 0), StrategiesTest::lostUpdate).stream()
            .anyMatch(way -> way.failure() != null));
    assertTrue(
        all(new Exhaustive(1, 0), StrategiesTest::sameAgain).stream()
            .allMatch(way -> way.failure() == null));
    assertTrue(
        all(new Exhaustive(2, 0), StrategiesTest::sameAgain).stream()
            .anyMatch(way -> way.failure() != null));
  }

  @Test
  void shouldNoticeAProgramThatIsNotDeterministic() {
    AtomicInteger round = new AtomicInteger();
    assertThrows(
        IllegalStateException.class,
        () ->
            all(
                new Exhaustive(Exhaustive.ALL, 0),
                strategy -> {
                  int count = round.getAndIncrement() < 2 ? 2 : 0;
                  return new Explorer(strategy)
                      .thread("a", steps(count))
                      .thread("b", steps(count))
                      .run();
                }));
  }

  // ---- random

  @Test
  void shouldFindBrokenProgramsByChance() {
    assertTrue(failures(StrategiesTest::lostUpdate, Strategies::random, 500) > 0);
    assertTrue(failures(StrategiesTest::sameAgain, Strategies::random, 500) > 0);
  }

  // ---- names

  @ParameterizedTest
  @ValueSource(strings = {"random/", "pct2.22/", "pct3.22/", "pct4.500/", "exhaustive2/"})
  void shouldTakeTheSameWayByName(String kind) {
    Set<List<Step>> ways = new HashSet<>();
    for (long seed = -3; seed < 30; seed++) {
      Interleaving first = lostUpdate(Strategies.named(kind + seed));
      Interleaving again = lostUpdate(Strategies.named(first.strategy()));
      assertEquals(first.steps(), again.steps());
      assertEquals(first.strategy(), again.strategy());
      assertEquals(first.failure() == null, again.failure() == null);
      ways.add(first.steps());
    }
    assertTrue(kind.startsWith("exhaustive") ? ways.size() == 1 : ways.size() >= 2);
  }

  @Test
  void shouldReplayEachExhaustiveWayByName() {
    for (Interleaving way : all(new Exhaustive(2, 5), StrategiesTest::lostUpdate)) {
      Interleaving again = lostUpdate(Strategies.named(way.strategy()));
      assertEquals(way.steps(), again.steps());
      assertEquals(way.strategy(), again.strategy());
      assertFalse(way.strategy().contains(" "));
      assertEquals(5, Strategies.named(way.strategy()).seed());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "random",
        "random/x",
        "random2/1",
        "pct/1",
        "pct3/1",
        "pct0.5/1",
        "pct3.0/1",
        "walk/1",
        "exhaustive/1",
        "exhaustive2/1/b-",
        "random/99999999999999999999",
        "random/1/b",
        "random/1@",
        "random/1!5"
      })
  void shouldRefuseOtherNames(String name) {
    assertThrows(IllegalArgumentException.class, () -> Strategies.named(name));
  }

  @Test
  void shouldTellThatChoicesAreAnotherPrograms() {
    Interleaving way =
        new Explorer(Strategies.named("exhaustive9/1/zzz"))
            .thread("one", steps(2))
            .thread("two", steps(2))
            .run();
    assertInstanceOf(IllegalStateException.class, way.failure());
  }

  @Test
  void shouldNameTheCommandThatReplays() {
    Interleaving way =
        new Explorer(Strategies.named("pct3.40/17"))
            .program("BLINK/TWO_POSTS")
            .thread("one", () -> YieldPoint.at("go on", 1))
            .run();
    assertEquals("BLINK/TWO_POSTS/pct3.40/17", way.token());
    assertTrue(way.describe().contains("./lab explore --replay BLINK/TWO_POSTS/pct3.40/17\n"));
  }

  // ---- cuts

  @Test
  void shouldLetThePowerFailAtTheStep() {
    for (long step = 0; step < 24; step++) {
      AtomicInteger events = new AtomicInteger();
      AtomicInteger ended = new AtomicInteger();
      Explorer.Work work =
          () -> {
            steps(10).run();
            ended.incrementAndGet();
          };
      Interleaving way =
          new Explorer(Strategies.named("random/3@" + step))
              .whenCut(events::incrementAndGet)
              .thread("one", work)
              .thread("two", work)
              .run();
      assertNull(way.failure());
      boolean reached = step < 22; // before the end of the last thread
      assertEquals(reached, way.cut());
      assertEquals(reached ? 1 : 0, events.get());
      assertEquals("random/3@" + step, way.strategy());
      assertEquals(2, ended.get());
      Step failure = new Step("nobody", "the power fails", "", "");
      assertEquals(reached, way.steps().contains(failure));
    }
  }

  @Test
  void shouldTellAFailureBeforeTheCut() {
    Interleaving way =
        new Explorer(Strategies.named("random/3@5"))
            .thread(
                "one",
                () -> {
                  throw new IllegalStateException("failed");
                })
            .run();
    assertNotNull(way.failure());
    assertFalse(way.cut());
  }
}
