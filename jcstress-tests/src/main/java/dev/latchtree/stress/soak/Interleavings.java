package dev.latchtree.stress.soak;

import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.scenario.Scenario;
import dev.latchtree.stress.scenario.ScenarioRun;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.SplittableRandom;

/** Each scenario in some interleavings. */
final class Interleavings implements Part {

  private static final int OF_EACH = 10;

  @Override
  public String name() {
    return "interleavings";
  }

  @Override
  public void run(SubjectMaker maker, int threads, long seed, Totals totals) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Scenario scenario : Scenario.values()) {
      for (int i = 0; i < OF_EACH && scenario.suits(maker); i++) {
        long way = random.nextLong() >>> 1;
        ScenarioRun run = ScenarioRun.of(scenario, maker, way, new Explorer(way));
        totals.addInterleaving(run.way().steps().size());
        totals.addFigures(run.happened());
      }
    }
  }
}
