package dev.latchtree.stress.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of one exploration.
 *
 * @param program what was explored; empty if it has no name
 * @param strategy the name of the one that chose it
 * @param steps in their order
 * @param turns how many steps there were, in the strategy's count: the ends of threads are steps
 *     too, and waits that found nothing new are none
 * @param failure what a thread threw, {@link DeadlockException}, {@link TooManyStepsException};
 *     null if all went well
 * @param cut whether the power failed on the way
 */
public record Interleaving(
    String program,
    String strategy,
    List<Step> steps,
    long turns,
    @Nullable Throwable failure,
    boolean cut) {

  /** The same one, found to have failed after all. */
  public Interleaving failed(Throwable cause) {
    return new Interleaving(program, strategy, steps, turns, cause, cut);
  }

  /** What replays it: one word. */
  public String token() {
    return program.isEmpty() ? strategy : program + "/" + strategy;
  }

  /** What to do to see it again: a command, if what was explored has a name. */
  public String replay() {
    return program.isEmpty() ? strategy : "./lab explore --replay " + token();
  }

  /** Throws if it failed: how to replay it, the steps and the cause. */
  public void requireSuccess() {
    if (failure != null) {
      throw new AssertionError(describe(), failure);
    }
  }

  /** For people: a line for each step, with its number, thread, page and latch mode. */
  public List<String> trace() {
    int names = steps.stream().mapToInt(step -> step.thread().length()).max().orElse(0);
    int whats = steps.stream().mapToInt(step -> step.what().length()).max().orElse(0);
    int subjects = steps.stream().mapToInt(step -> step.subject().length()).max().orElse(0);
    String format = "%6d  %-" + width(names) + "s  %-" + width(whats) + "s  %-" + width(subjects);
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  format + "s  %s",
                  lines.size() + 1,
                  step.thread(),
                  step.what(),
                  step.subject(),
                  step.mode())
              .stripTrailing());
    }
    return lines;
  }

  private static int width(int longest) {
    return Math.max(1, longest);
  }

  /** For people: how to replay it, then a line for each step. */
  public String describe() {
    String lines = steps.stream().map(Step::toString).collect(Collectors.joining("\n  "));
    return replay() + "\n" + steps.size() + " steps:\n  " + lines;
  }
}
