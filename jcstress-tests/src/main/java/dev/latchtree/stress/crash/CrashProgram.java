package dev.latchtree.stress.crash;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.Storage;
import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.explore.Strategy;
import dev.latchtree.stress.scenario.Program;
import dev.latchtree.stress.scenario.ScenarioRun;
import dev.latchtree.stress.subject.Figures;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A scenario on a store with files whose power fails: where the strategy says so, or in the end.
 * The disk then keeps a part of what was not synced, drawn from the strategy's seed; the store is
 * recovered and held against what it has promised.
 *
 * @param protocol of the store
 * @param scenario what threads do
 * @param wrapping what to put between the store and its disk while threads run
 */
public record CrashProgram(
    LatchProtocol protocol, CrashScenario scenario, UnaryOperator<Storage> wrapping)
    implements Program {

  public CrashProgram(LatchProtocol protocol, CrashScenario scenario) {
    this(protocol, scenario, disk -> disk);
  }

  @Override
  public String name() {
    return protocol + "/" + scenario;
  }

  @Override
  public boolean losesPower() {
    return true;
  }

  @Override
  public ScenarioRun run(Strategy strategy) {
    try {
      return explore(strategy);
    } catch (IOException e) {
      throw new IllegalStateException("the simulated disk failed by itself", e);
    }
  }

  private ScenarioRun explore(Strategy strategy) throws IOException {
    SplittableRandom random = new SplittableRandom(strategy.seed());
    Explorer explorer = new Explorer(strategy).program(name());
    CrashingStore store = new CrashingStore(protocol, explorer, wrapping);
    store.prepare(scenario.entries());
    scenario.begin(store, random);
    long survival = random.nextLong();
    Figures before = store.figures();
    Interleaving way = explorer.whenCut(() -> store.crash(survival)).run();
    if (way.failure() != null) {
      return new ScenarioRun(way, Figures.NONE); // latches may be held: not to be closed
    }
    Figures happened = way.cut() ? Figures.NONE : store.figures().since(before);
    store.crash(survival);
    try {
      store.bury();
      store.requireRecovered();
    } catch (AssertionError | IOException | RuntimeException e) {
      way = way.failed(e);
    }
    return new ScenarioRun(way, happened);
  }
}
