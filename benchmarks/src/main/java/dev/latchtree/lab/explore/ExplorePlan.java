package dev.latchtree.lab.explore;

import dev.latchtree.stress.explore.Exhaustive;
import dev.latchtree.stress.explore.Search;
import dev.latchtree.stress.program.Programs;
import dev.latchtree.stress.scenario.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * What is explored, and how.
 *
 * @param subjects by name
 * @param scenarios by name
 * @param strategy how ways are chosen
 * @param depth of bugs that walks by priorities look for; preemptions of exhaustive ones
 * @param rounds interleavings of each program, at most
 * @param seed the first one
 */
public record ExplorePlan(
    List<String> subjects,
    List<String> scenarios,
    Kind strategy,
    int depth,
    long rounds,
    long seed) {

  /** How ways are chosen. */
  public enum Kind {
    RANDOM,
    PCT,
    EXHAUSTIVE;

    /**
     * By its name, in any case.
     *
     * @throws IllegalArgumentException saying what there is
     */
    public static Kind named(String name) {
      for (Kind kind : values()) {
        if (kind.name().equalsIgnoreCase(name)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "no strategy '%s'; there are random, pct and exhaustive".formatted(name));
    }
  }

  /**
   * The programs, in order.
   *
   * @throws IllegalArgumentException if a name is not one
   */
  public List<Program> programs() {
    List<Program> programs = new ArrayList<>();
    for (String subject : subjects) {
      for (String scenario : scenarios) {
        programs.add(Programs.named(subject, scenario));
      }
    }
    return programs;
  }

  /** A new search through the interleavings of one program. */
  Search search() {
    return switch (strategy) {
      case RANDOM -> Search.random(seed);
      case PCT -> Search.priorities(depth, seed);
      case EXHAUSTIVE -> new Exhaustive(depth, seed);
    };
  }

  /** For {@link #of}. */
  public List<String> toArguments() {
    return List.of(
        String.join(",", subjects),
        String.join(",", scenarios),
        strategy.name(),
        String.valueOf(depth),
        String.valueOf(rounds),
        String.valueOf(seed));
  }

  static ExplorePlan of(List<String> arguments) {
    return new ExplorePlan(
        List.of(arguments.get(0).split(",", -1)),
        List.of(arguments.get(1).split(",", -1)),
        Kind.valueOf(arguments.get(2)),
        Integer.parseInt(arguments.get(3)),
        Long.parseLong(arguments.get(4)),
        Long.parseLong(arguments.get(5)));
  }
}
