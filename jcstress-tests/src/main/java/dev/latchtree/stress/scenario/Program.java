package dev.latchtree.stress.scenario;

import dev.latchtree.stress.explore.Strategy;

/** A few threads on a small map that is new each time, and what must hold in the end. */
public interface Program {

  /** Without spaces; a way through it is named by this and the strategy's name. */
  String name();

  /** Runs it once. A failure is in the run, not thrown. */
  ScenarioRun run(Strategy strategy);

  /** Whether the power may fail on the way, and what was promised must hold all the same. */
  default boolean losesPower() {
    return false;
  }
}
