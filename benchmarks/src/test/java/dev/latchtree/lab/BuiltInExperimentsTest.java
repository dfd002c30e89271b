package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.compare.ComparePlan;
import dev.latchtree.lab.compare.Comparison;
import dev.latchtree.lab.experiment.BuiltIn;
import dev.latchtree.lab.experiment.Choice;
import dev.latchtree.lab.experiment.Experiment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class BuiltInExperimentsTest {

  private static final Pattern MINUTES = Pattern.compile("(\\d+|a) minutes?");

  static Stream<String> all() {
    return BuiltIn.names().stream();
  }

  static Stream<String> comparisons() {
    return all().filter(name -> experiment(name).kind().equals("compare"));
  }

  private static Experiment experiment(String name) {
    return BuiltIn.find(name).orElseThrow();
  }

  @Test
  void shouldBeThereForEveryCommandThatMeasures() {
    List<String> kinds = ExperimentDefaults.kinds(new CommandLine(new Lab()));
    for (String command :
        List.of(
            "compare",
            "pool",
            "fsync",
            "log",
            "roadmap",
            "recovery",
            "durability",
            "scale",
            "crud",
            "write-stress",
            "quick-wins")) {
      assertTrue(kinds.contains(command), kinds::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldBeAsTheCommandWantsIt(String name) {
    Experiment experiment = experiment(name);
    CommandLine lab = new CommandLine(new Lab());
    assertTrue(ExperimentDefaults.kinds(lab).contains(experiment.kind()), experiment.kind());
    ReplayCommand.check(
        experiment, Objects.requireNonNull(lab.getSubcommands().get(experiment.kind())));
    assertFalse(experiment.question().isEmpty(), "every experiment has a question");
    assertFalse(experiment.title().equals(experiment.kind()), "and a title");
    assertTrue(
        name.startsWith("claim-") || name.startsWith(experiment.kind()),
        "its name tells the command: " + name);
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void shouldFitIntoTheTimeThatItsTitleSays(String name) {
    Experiment experiment = experiment(name);
    ComparePlan plan =
        ComparePlan.of(
            Comparison.of(experiment),
            experiment.head().require("rounds").integer(1, 100),
            Duration.ofMillis(
                (long) (1000 * Double.parseDouble(experiment.head().require("seconds").value()))),
            cell -> true);
    Matcher minutes = MINUTES.matcher(experiment.title());
    assertTrue(minutes.find(), "a title says how long it takes: " + experiment.title());
    int said = minutes.group(1).equals("a") ? 1 : Integer.parseInt(minutes.group(1));
    assertTrue(plan.cells() > 0, "it has cells");
    assertTrue(plan.minutes() <= said * 1.25, () -> name + " takes " + plan.minutes());
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void shouldShowItsPlan(String name) {
    String kind = experiment(name).kind();
    LabRun lab = new LabRun();
    assertEquals(0, lab.run("replay", name, "--dry-run"), lab::err);
    assertTrue(lab.out().contains(experiment(name).title()), lab::out);
    assertTrue(lab.out().contains(" cells, "), kind + ": " + lab.out());
  }

  @Test
  void shouldBeTheFormsOfTheirCommands() {
    for (String[] command :
        new String[][] {
          {"compare"},
          {"compare", "--quick"},
          {"compare", "--full"},
          {"compare", "--quick", "--tree"}
        }) {
      LabRun lab = new LabRun();
      String[] args =
          Stream.concat(Stream.of(command), Stream.of("--dry-run")).toArray(String[]::new);
      assertEquals(0, lab.run(args), lab::err);
      String name =
          switch (String.join(" ", command)) {
            case "compare" -> "compare";
            case "compare --quick" -> "compare-quick";
            case "compare --full" -> "compare-full";
            default -> "compare-tree-quick";
          };
      assertTrue(lab.out().startsWith(experiment(name).title()), lab::out);
    }
  }

  @Test
  void shouldListNamesWithTheirQuestions() {
    LabRun lab = new LabRun();
    assertEquals(0, lab.run("replay", "--list"));
    for (String name : BuiltIn.names()) {
      assertTrue(lab.out().contains(name), name);
      Choice question = experiment(name).head().require(Experiment.QUESTION);
      assertTrue(lab.out().contains(question.value()), name);
    }
  }
}
