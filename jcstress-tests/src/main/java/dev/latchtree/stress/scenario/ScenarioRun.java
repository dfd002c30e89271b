package dev.latchtree.stress.scenario;

import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.subject.Figures;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.SplittableRandom;

/**
 * One interleaving of a scenario.
 *
 * @param way the steps, and what went wrong, if anything
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
    ScenarioRun run = explore(scenario, maker, seed, explorer);
    Throwable failure = run.way.failure();
    if (failure != null) {
      throw new AssertionError(
          "%s, %s, -Dlatchtree.seed=%d: %s\n%s"
              .formatted(scenario, maker.name(), seed, failure, run.way.describe()),
          failure);
    }
    return run;
  }

  /** Like {@link #of}, but returns what went wrong. */
  public static ScenarioRun explore(
      Scenario scenario, SubjectMaker maker, long seed, Explorer explorer) {
    SplittableRandom random = new SplittableRandom(seed);
    RecordedTree tree = new RecordedTree(maker);
    scenario.prepare(tree, random);
    tree.prepared();
    Figures before = tree.figures();
    scenario.begin(tree, random, explorer);
    Interleaving way = explorer.program(maker.name() + "/" + scenario).run();
    if (way.failure() != null) {
      return new ScenarioRun(way, Figures.NONE); // latches may be held: not to be closed
    }
    Figures happened = tree.figures().since(before);
    try (tree) {
      tree.requireRight();
    } catch (AssertionError | RuntimeException e) {
      way = way.failed(e);
    }
    return new ScenarioRun(way, happened);
  }
}
