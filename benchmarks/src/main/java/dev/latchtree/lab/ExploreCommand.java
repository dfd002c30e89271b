package dev.latchtree.lab;

import dev.latchtree.lab.explore.ExplorePlan;
import dev.latchtree.lab.explore.ExploreProcess;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.program.Programs;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Explores interleavings of threads on small trees, or takes one of them again. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Explores interleavings: real threads, one step at a time, in an order that is chosen.",
      "Every answer is checked for linearizability, and the tree for soundness. Ends with 1 at the"
          + " first failure, and prints the command that replays it. By default under a minute."
    })
final class ExploreCommand implements Callable<Integer> {

  private static final int MOST_DEPTH = 100;
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Option(
      names = "--protocol",
      paramLabel = "P,...",
      split = ",",
      defaultValue = ALL,
      description =
          "Protocols, or names of classes that implement SubjectMaker; default ${DEFAULT-VALUE}.")
  private List<String> protocols;

  @Option(
      names = "--scenario",
      paramLabel = "S,...",
      split = ",",
      defaultValue = ALL,
      description = "Scenarios, see --list; default ${DEFAULT-VALUE}.")
  private List<String> scenarios;

  @Option(
      names = "--crash",
      description =
          "Scenarios on a store with files whose power fails at any step: what was promised must be"
              + " there when it has recovered.")
  private boolean crash;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "random",
      description =
          "random: anybody goes next. pct: by priorities, which finds a bug of a depth with a known"
              + " probability. exhaustive: all within a bound of preemptions, for small cases."
              + " Default ${DEFAULT-VALUE}.")
  private String strategy;

  @Option(
      names = "--depth",
      paramLabel = "D",
      defaultValue = "3",
      description =
          "Depth of the bugs that pct looks for, or preemptions of exhaustive, 1 to 100; default"
              + " ${DEFAULT-VALUE}.")
  private int depth;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Interleavings of each scenario and protocol; default ${DEFAULT-VALUE}.")
  private long rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The first seed; by default another one each time.")
  private @Nullable Long seed;

  @Option(
      names = "--replay",
      paramLabel = "TOKEN",
      description = "Takes the way that a failure has printed, and shows each of its steps.")
  private @Nullable String replay;

  @Option(names = "--list", description = "Names protocols and scenarios.")
  private boolean list;

  @Override
  public Integer call() throws IOException {
    if (list) {
      names();
      return 0;
    }
    try {
      if (replay != null) {
        Programs.way(replay);
        return ExploreProcess.replay(replay, spec.commandLine().getOut());
      }
      ExplorePlan plan = plan();
      plan.programs();
      return ExploreProcess.explore(plan, spec.commandLine().getOut());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ExplorePlan plan() {
    MeasureOptions.requireRange(spec.commandLine(), "--depth", depth, 1, MOST_DEPTH);
    if (rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more: " + rounds);
    }
    return new ExplorePlan(
        protocols.equals(List.of(ALL)) ? allProtocols() : protocols,
        scenarios.equals(List.of(ALL)) ? allScenarios() : scenarios,
        ExplorePlan.Kind.named(strategy),
        depth,
        rounds,
        seed == null ? System.nanoTime() : seed);
  }

  private void names() {
    spec.commandLine().getOut().println("protocols: " + String.join(", ", allProtocols()));
    spec.commandLine().getOut().println("scenarios: " + String.join(", ", Programs.scenarios()));
    spec.commandLine()
        .getOut()
        .println("scenarios with --crash: " + String.join(", ", Programs.crashScenarios()));
    spec.commandLine().getOut().flush();
  }

  private List<String> allScenarios() {
    return crash ? Programs.crashScenarios() : Programs.scenarios();
  }

  private static List<String> allProtocols() {
    return Arrays.stream(LatchProtocol.values()).map(Enum::name).toList();
  }
}
