package dev.latchtree.lab.compare;

import dev.latchtree.lab.experiment.Block;
import dev.latchtree.lab.experiment.Choice;
import dev.latchtree.lab.experiment.Experiment;
import dev.latchtree.lab.experiment.ExperimentException;
import java.util.List;

/**
 * What {@code ./lab compare} measures, as a file says it. Beside what every head has, this one may
 * have {@code targets}: {@code peers}, {@code tree} or, if it says nothing, {@code none}; and
 * {@code also}: what it looks at besides, of {@code latch-map}, {@code sync-policies}, {@code
 * roadmap}.
 *
 * @param title in a few words
 * @param question what it is to answer; may be empty
 * @param targets what is held against the results
 * @param groups measured one after the other
 * @param also measured after them
 */
public record Comparison(
    String title, String question, Targets targets, List<Group> groups, List<Aside> also) {

  /** What its head may have that is no option of the command. */
  public static final List<String> HEAD = List.of("targets", "also");

  public Comparison {
    groups = List.copyOf(groups);
    also = List.copyOf(also);
  }

  /** One that looks at nothing besides. */
  public Comparison(String title, String question, Targets targets, List<Group> groups) {
    this(title, question, targets, groups, List.of());
  }

  /**
   * Reads it.
   *
   * @throws ExperimentException if a section, or what is in it, is not as it should be
   */
  public static Comparison of(Experiment experiment) {
    Block head = experiment.head();
    List<Group> groups = experiment.sections().stream().map(Group::of).toList();
    if (groups.isEmpty()) {
      throw new ExperimentException(
          head.source(), head.line(), "there is no [section] with cells to compare");
    }
    return new Comparison(
        experiment.title(),
        experiment.question(),
        head.find(HEAD.get(0)).map(Comparison::targets).orElse(Targets.NONE),
        groups,
        head.find(HEAD.get(1))
            .map(choice -> choice.someOf(Aside::named, Aside.labels()))
            .orElse(List.of()));
  }

  private static Targets targets(Choice choice) {
    return choice.oneOf(Targets::named, Targets.labels());
  }

  /** The same with other choices; groups without cells are left out. */
  public Comparison with(Overrides overrides) {
    return new Comparison(
        title,
        question,
        targets,
        groups.stream()
            .map(group -> group.with(overrides))
            .filter(group -> !group.able().isEmpty() && !group.points().isEmpty())
            .toList(),
        also);
  }

  /** The same, looking at nothing besides. */
  public Comparison alone() {
    return new Comparison(title, question, targets, groups);
  }
}
