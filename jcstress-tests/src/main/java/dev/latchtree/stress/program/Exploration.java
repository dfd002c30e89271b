package dev.latchtree.stress.program;

import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.explore.Search;
import dev.latchtree.stress.explore.Strategy;
import dev.latchtree.stress.scenario.Program;
import dev.latchtree.stress.scenario.ScenarioRun;
import dev.latchtree.stress.subject.Figures;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Many interleavings of one program, and what came of them.
 *
 * @param program that was explored
 * @param interleavings how many
 * @param steps in all of them
 * @param happened inside the maps while threads ran
 * @param exhausted whether the search has no other interleaving
 * @param failure the first way that went wrong, with which it ended; null if none did
 */
public record Exploration(
    Program program,
    long interleavings,
    long steps,
    Figures happened,
    boolean exhausted,
    @Nullable Interleaving failure) {

  /** Told how far it is. */
  @FunctionalInterface
  public interface Progress {
    void done(long interleavings, long steps);
  }

  /** Explores until something goes wrong, {@code most} times, or all was seen. */
  public static Exploration of(Program program, Search search, long most, Progress progress) {
    Search ways = program.losesPower() ? Search.withPowerCuts(search) : search;
    long interleavings = 0;
    long steps = 0;
    Figures happened = Figures.NONE;
    while (interleavings < most) {
      Optional<Strategy> strategy = ways.next();
      if (strategy.isEmpty()) {
        return new Exploration(program, interleavings, steps, happened, true, null);
      }
      ScenarioRun run = program.run(strategy.get());
      ways.took(run.way());
      interleavings++;
      steps += run.way().steps().size();
      happened = run.happened().plus(happened);
      progress.done(interleavings, steps);
      if (run.way().failure() != null) {
        return new Exploration(program, interleavings, steps, happened, false, run.way());
      }
    }
    return new Exploration(program, interleavings, steps, happened, false, null);
  }
}
