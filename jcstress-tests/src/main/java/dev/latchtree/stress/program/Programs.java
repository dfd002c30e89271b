package dev.latchtree.stress.program;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.crash.CrashProgram;
import dev.latchtree.stress.crash.CrashScenario;
import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.explore.Strategies;
import dev.latchtree.stress.explore.Strategy;
import dev.latchtree.stress.scenario.Program;
import dev.latchtree.stress.scenario.Scenario;
import dev.latchtree.stress.scenario.ScenarioRun;
import dev.latchtree.stress.subject.SubjectMaker;
import dev.latchtree.stress.subject.Subjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be explored: each scenario with each subject. */
public final class Programs {

  private Programs() {}

  private record OfScenario(SubjectMaker maker, Scenario scenario) implements Program {

    @Override
    public String name() {
      return maker.name() + "/" + scenario;
    }

    @Override
    public ScenarioRun run(Strategy strategy) {
      return ScenarioRun.explore(scenario, maker, strategy.seed(), new Explorer(strategy));
    }
  }

  /** The threads of {@code scenario} on what {@code maker} makes. */
  public static Program of(SubjectMaker maker, Scenario scenario) {
    return new OfScenario(maker, scenario);
  }

  /** The names of all scenarios in memory. */
  public static List<String> scenarios() {
    return Arrays.stream(Scenario.values()).map(Enum::name).toList();
  }

  /** The names of all scenarios in which the power fails; they are for the engine alone. */
  public static List<String> crashScenarios() {
    return Arrays.stream(CrashScenario.values()).map(Enum::name).toList();
  }

  /**
   * The program of a subject and a scenario by their names.
   *
   * @throws IllegalArgumentException saying what there is
   */
  public static Program named(String subject, String scenario) {
    String wanted = scenario.toUpperCase(Locale.ROOT);
    if (crashScenarios().contains(wanted)) {
      return new CrashProgram(protocol(subject), CrashScenario.valueOf(wanted));
    }
    if (!scenarios().contains(wanted)) {
      throw new IllegalArgumentException(
          "no scenario '%s'; there are %s and, with crashes, %s"
              .formatted(scenario, scenarios(), crashScenarios()));
    }
    return of(Subjects.named(subject, Programs.class.getClassLoader()), Scenario.valueOf(wanted));
  }

  private static LatchProtocol protocol(String name) {
    try {
      return LatchProtocol.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no protocol '%s'; there are %s".formatted(name, Arrays.toString(LatchProtocol.values())),
          e);
    }
  }

  /** A way through a program, as {@code Interleaving.token()} names it. */
  public record Way(Program program, Strategy strategy) {

    public ScenarioRun take() {
      return program.run(strategy);
    }
  }

  /**
   * The way that has this name.
   *
   * @throws IllegalArgumentException if it is not one: why
   */
  public static Way way(String token) {
    List<String> parts = new ArrayList<>(Arrays.asList(token.split("/", 3)));
    if (parts.size() < 3) {
      throw new IllegalArgumentException(
          "'%s' is not what a failure prints; that looks like BLINK/TWO_POSTS/random/17"
              .formatted(token));
    }
    return new Way(named(parts.get(0), parts.get(1)), Strategies.named(parts.get(2)));
  }
}
