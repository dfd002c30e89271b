package dev.latchtree.lab;

import dev.latchtree.lab.compare.Comparison;
import dev.latchtree.lab.experiment.BuiltIn;
import dev.latchtree.lab.experiment.Choice;
import dev.latchtree.lab.experiment.Experiment;
import dev.latchtree.lab.experiment.ExperimentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an experiment that is written in a file. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs an experiment that is written in a text file.",
      "The README describes what such a file has. The options of the command that it names may"
          + " follow; they win over the file."
    })
final class ReplayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the experiments that are built in, and end.")
  private boolean list;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The experiment: a file, or the name of one that is built in.")
  private @Nullable Path file;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "OPTION",
      description = "Options of the command that the file names.")
  private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (list) {
      print();
      return 0;
    }
    try {
      Experiment experiment = experiment();
      CommandLine lab = new CommandLine(new Lab());
      String kind =
          experiment
              .head()
              .require(Experiment.KIND)
              .oneOf(
                  name -> Optional.of(name).filter(ExperimentDefaults.kinds(lab)::contains),
                  ExperimentDefaults.kinds(lab));
      check(experiment, Objects.requireNonNull(lab.getSubcommands().get(kind)));
      options.add(0, kind);
      CommandLine own = spec.commandLine();
      return Lab.execute(
          new CommandLine(new Lab(Lab.typed(spec))).setOut(own.getOut()).setErr(own.getErr()),
          experiment,
          options.toArray(String[]::new));
    } catch (ExperimentException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().flush();
      return CommandLine.ExitCode.USAGE;
    }
  }

  private Experiment experiment() throws IOException {
    Path named = file;
    if (named == null) {
      throw new ParameterException(spec.commandLine(), "Which FILE? --list shows those built in.");
    }
    if (Files.isRegularFile(named)) {
      return Experiment.read(named);
    }
    String name = named.toString().replace(Experiment.SUFFIX, "");
    return BuiltIn.find(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "there is no file %s, and no experiment of this name is built in; --list shows those"
                        .formatted(named)));
  }

  /** Of {@code compare}, the sections too; no other command has any. */
  static void check(Experiment experiment, CommandLine command) {
    if (command.getCommandSpec().userObject() instanceof CompareCommand) {
      ExperimentDefaults.check(experiment, command, Comparison.HEAD);
      Comparison.of(experiment);
    } else {
      ExperimentDefaults.check(experiment, command, List.of());
      experiment.sections().stream()
          .findFirst()
          .ifPresent(
              section -> {
                throw new ExperimentException(
                    section.source(),
                    section.line(),
                    "[%s]: only compare has sections".formatted(section.name()));
              });
    }
  }

  private void print() {
    for (String name : BuiltIn.names()) {
      Experiment one = BuiltIn.find(name).orElseThrow();
      Optional<Choice> question = one.head().find(Experiment.QUESTION);
      spec.commandLine()
          .getOut()
          .printf(
              "%-26s %s%s%n",
              name,
              one.title(),
              question.map(choice -> "\n" + " ".repeat(27) + choice.value()).orElse(""));
    }
    spec.commandLine().getOut().flush();
  }
}
