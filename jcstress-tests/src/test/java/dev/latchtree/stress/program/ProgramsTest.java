package dev.latchtree.stress.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.explore.Exhaustive;
import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.explore.Search;
import dev.latchtree.stress.scenario.Program;
import dev.latchtree.stress.scenario.Scenario;
import dev.latchtree.stress.subject.Subjects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs have names, and so has each way through them: whoever knows it takes the same one. */
@Timeout(120)
class ProgramsTest {

  private static final int ROUNDS = 6;

  @ParameterizedTest
  @EnumSource
  void shouldTakeEachWayAgain(LatchProtocol protocol) {
    for (Scenario scenario :
        new Scenario[] {
          Scenario.TWO_POSTS, Scenario.MERGE_AGAINST_ALL, Scenario.BATCH_AGAINST_WRITERS
        }) {
      Program program = Programs.of(Subjects.of(protocol), scenario);
      for (Supplier<Search> kind :
          Stream.<Supplier<Search>>of(
                  () -> Search.random(3), () -> Search.priorities(3, 3), () -> new Exhaustive(1, 3))
              .toList()) {
        takeAgain(program, kind.get());
      }
    }
  }

  private static void takeAgain(Program program, Search search) {
    for (int round = 0; round < ROUNDS; round++) {
      Interleaving way = program.run(search.next().orElseThrow()).way();
      search.took(way);
      way.requireSuccess();
      Interleaving again = Programs.way(way.token()).take().way();
      assertEquals(String.join("\n", way.trace()), String.join("\n", again.trace()));
      assertEquals(way.token(), again.token());
      assertFalse(way.token().contains(" "), way::token);
    }
  }

  /** All 1-preemption interleavings of a small scenario are seen, each once. */
  @Test
  void shouldSeeAllOfASmallScenario() {
    Program program =
        Programs.of(
            Subjects.of(LatchProtocol.OPTIMISTIC_BLINK), Scenario.ROOT_SHRINKS_AGAINST_SPLIT);
    Exhaustive search = new Exhaustive(1, 2);
    Exploration done = Exploration.of(program, search, 10_000, (ways, steps) -> {});
    assertNull(done.failure());
    assertTrue(done.exhausted());
    assertTrue(search.isComplete());
    assertEquals(done.interleavings(), search.seen());
    assertTrue(done.interleavings() > 100, () -> "only " + done.interleavings());
  }

  @Test
  void shouldEndAfterTheRoundsAskedFor() {
    Program program = Programs.of(Subjects.of(LatchProtocol.BLINK), Scenario.SPLIT_AGAINST_READERS);
    Exploration done = Exploration.of(program, Search.random(1), 3, (ways, steps) -> {});
    assertEquals(3, done.interleavings());
    assertFalse(done.exhausted());
  }

  /** The columns: number, thread, step, page, latch mode. */
  @Test
  void shouldShowPagesAndLatchModes() {
    Interleaving way = Programs.way("OPTIMISTIC_BLINK/TWO_POSTS/random/1").take().way();
    String number = "\\s+\\d+\\s+(splitter|a|b)\\s+";
    assertTrue(
        way.trace().stream()
            .anyMatch(line -> line.matches(number + "unlock exclusive\\s+page \\d+\\s+exclusive")),
        () -> String.join("\n", way.trace()));
    assertTrue(
        way.trace().stream()
            .anyMatch(line -> line.matches(number + "validate\\s+page \\d+\\s+optimistic")));
    Set<String> pages =
        way.steps().stream()
            .map(step -> step.subject())
            .filter(subject -> subject.startsWith("page "))
            .collect(Collectors.toSet());
    assertTrue(pages.size() >= 2, pages::toString);
    assertEquals(way.steps().size(), way.trace().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "BLINK",
        "BLINK/TWO_POSTS",
        "BLINK/TWO_POSTS/",
        "BLINK/NONE/random/1",
        "NONE/TWO_POSTS/random/1",
        "BLINK/TWO_POSTS/random",
        "NONE/MERGE_AND_CHECKPOINT/random/1"
      })
  void shouldSayWhatIsWrongWithAToken(String token) {
    assertThrows(IllegalArgumentException.class, () -> Programs.way(token));
  }

  /** Each tenth way of a program that loses power does not, to know how long it is. */
  @Test
  void shouldDrawWhereThePowerFails() {
    Search search = Search.withPowerCuts(Search.random(1));
    int cut = 0;
    for (int i = 0; i < 30; i++) {
      Optional<String> name = search.next().map(strategy -> strategy.name());
      cut += name.orElseThrow().contains("@") ? 1 : 0;
      search.took(new Interleaving("", "", List.of(), 100, null, false));
    }
    assertEquals(27, cut);
  }
}
