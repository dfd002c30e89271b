package dev.latchtree.stress.scenario;

import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.subject.Figures;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.SplittableRandom;

/**
 * One interleaving of a scenario that went well.
 *
 * @param way the steps
 * @param happened inside the tree while its threads ran
 */
public record ScenarioRun(Interleaving way, Figures happened) {

  /**
   * Lets the threads of {@code scenario} loose on a new tree, and holds all their answers and the
   * tree against what is right.
   *
   * @param seed chooses the details of the scenario
   * @param explorer chooses the interleaving; new, and used up afterwards
   * @throws AssertionError if anything is wrong: what, and the steps that led there
   */
  public static ScenarioRun of(
      Scenario scenario, SubjectMaker maker, long seed, Explorer explorer) {
    SplittableRandom random = new SplittableRandom(seed);
    try (RecordedTree tree = new RecordedTree(maker)) {
      scenario.prepare(tree, random);
      tree.prepared();
      Figures before = tree.figures();
      scenario.begin(tree, random, explorer);
      Interleaving way = explorer.run();
      try {
        way.requireSuccess();
        Figures happened = tree.figures().since(before);
        tree.requireRight();
        return new ScenarioRun(way, happened);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "%s, %s, -Dlatchtree.seed=%d: %s\n%s"
                .formatted(scenario, maker.name(), seed, e, way.describe()),
            e);
      }
    }
  }
}
