package dev.latchtree.stress.soak;

import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.explore.Search;
import dev.latchtree.stress.program.Exploration;
import dev.latchtree.stress.program.Programs;
import dev.latchtree.stress.scenario.Program;
import dev.latchtree.stress.scenario.Scenario;
import dev.latchtree.stress.subject.SubjectMaker;
import dev.latchtree.stress.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Each scenario in some interleavings: random walks, and walks by priorities for bugs of depth 2 to
 * 4; with the engine's own protocols those in which the power fails, too.
 */
final class Interleavings implements Part {

  private static final int OF_EACH = 5;
  private static final int LEAST_DEPTH = 2;
  private static final int MOST_DEPTH = 4;

  @Override
  public String name() {
    return "interleavings";
  }

  @Override
  public void run(SubjectMaker maker, int threads, long seed, Totals totals) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Program program : programs(maker)) {
      long first = random.nextLong() >>> 1;
      explore(program, Search.random(first), totals);
      int depth = random.nextInt(LEAST_DEPTH, MOST_DEPTH + 1);
      explore(program, Search.priorities(depth, first), totals);
    }
  }

  private static List<Program> programs(SubjectMaker maker) {
    List<Program> programs = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      if (scenario.suits(maker)) {
        programs.add(Programs.of(maker, scenario));
      }
    }
    if (Subjects.protocolOf(maker).isPresent()) {
      Programs.crashScenarios().forEach(name -> programs.add(Programs.named(maker.name(), name)));
    }
    return programs;
  }

  private static void explore(Program program, Search search, Totals totals) {
    Exploration explored = Exploration.of(program, search, OF_EACH, (ways, steps) -> {});
    Interleaving failed = explored.failure();
    if (failed != null) {
      throw new AssertionError(failed.describe(), failed.failure());
    }
    totals.addInterleavings(explored.interleavings(), explored.steps());
    totals.addFigures(explored.happened());
  }
}
