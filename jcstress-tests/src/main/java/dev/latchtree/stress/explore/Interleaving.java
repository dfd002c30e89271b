package dev.latchtree.stress.explore;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of one exploration.
 *
 * @param seed which chose it, and replays it
 * @param steps in their order
 * @param failure what a thread threw, {@link DeadlockException}, {@link TooManyStepsException};
 *     null if all went well
 */
public record Interleaving(long seed, List<Step> steps, @Nullable Throwable failure) {

  /** Throws if it failed: the seed, the steps and the cause. */
  public void requireSuccess() {
    if (failure != null) {
      throw new AssertionError(describe(), failure);
    }
  }

  /** For people: the seed, then a line for each step. */
  public String describe() {
    String lines = steps.stream().map(Step::toString).collect(Collectors.joining("\n  "));
    return "seed " + seed + ", " + steps.size() + " steps:\n  " + lines;
  }
}
