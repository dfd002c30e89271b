package dev.latchtree.lab;

import dev.latchtree.lab.experiment.Block;
import dev.latchtree.lab.experiment.BuiltIn;
import dev.latchtree.lab.experiment.Choice;
import dev.latchtree.lab.experiment.Experiment;
import dev.latchtree.lab.experiment.ExperimentException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command does where the command line says nothing: what its experiment says, and where that
 * is silent, the experiment that has the command's own name.
 */
final class ExperimentDefaults implements IDefaultValueProvider {

  private static final String DASHES = "--";

  private final Experiment chosen;
  private final Experiment usual;

  private ExperimentDefaults(Experiment chosen, Experiment usual) {
    this.chosen = chosen;
    this.usual = usual;
  }

  /**
   * Gives a command its choices. A command without a built-in experiment of its name is left as it
   * is. A built-in experiment {@code command-form} is an option {@code --form} of the command.
   *
   * @param given the experiment; if {@code null}, the built-in one of the forms among {@code args}
   */
  static void install(CommandLine command, @Nullable Experiment given, List<String> args) {
    String name = command.getCommandName();
    Optional<Experiment> usual = BuiltIn.find(name);
    if (usual.isEmpty()) {
      return;
    }
    CommandSpec spec = command.getCommandSpec();
    Experiment chosen = given;
    if (chosen == null) {
      Forms forms = Forms.of(name);
      forms.addOptions(spec);
      chosen = forms.chosen(args).orElse(usual.get());
    }
    ExperimentDefaults defaults = new ExperimentDefaults(chosen, usual.get());
    command.setDefaultValueProvider(defaults);
    CommandLine lab = command.getParent();
    CommandLine.IParameterExceptionHandler handler = lab.getParameterExceptionHandler();
    lab.setParameterExceptionHandler(
        (refusal, all) -> handler.handleParseException(defaults.located(refusal), all));
  }

  /** The experiment whose choices the command has. */
  static Experiment experimentOf(CommandSpec spec) {
    if (spec.defaultValueProvider() instanceof ExperimentDefaults defaults) {
      return defaults.chosen;
    }
    throw new IllegalStateException(spec.name() + " has no experiment");
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    return find(nameOf(option))
        .map(choice -> option.splitRegex().isEmpty() ? choice.value() : choice.joined())
        .orElse(null);
  }

  private Optional<Choice> find(String name) {
    return chosen.head().find(name).or(() -> usual.head().find(name));
  }

  private static String nameOf(OptionSpec option) {
    return option.longestName().substring(DASHES.length());
  }

  /**
   * Refuses what the command does not know, and values that its options do not take.
   *
   * @param command that will run the experiment
   * @param others what may stand in its head beside options
   * @throws ExperimentException at the first of these
   */
  static void check(Experiment experiment, CommandLine command, Collection<String> others) {
    Set<String> known = new TreeSet<>(Experiment.COMMON);
    known.addAll(others);
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        known.add(nameOf(option));
      }
    }
    Block head = experiment.head();
    head.allow(known);
    for (Choice choice : head.choices().values()) {
      OptionSpec option = command.getCommandSpec().findOption(DASHES + choice.name());
      if (option != null) {
        check(choice, option, command);
      }
    }
  }

  private static void check(Choice choice, OptionSpec option, CommandLine command) {
    String value = option.splitRegex().isEmpty() ? choice.value() : choice.joined();
    try {
      command.getParent().parseArgs(command.getCommandName(), DASHES + choice.name() + "=" + value);
    } catch (ParameterException e) {
      throw new ExperimentException(
          choice.source(), choice.line(), Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  /** A refusal of what stands in a file says where. */
  private ParameterException located(ParameterException refusal) {
    String message = Objects.requireNonNullElse(refusal.getMessage(), "");
    ParseResult parsed = refusal.getCommandLine().getParseResult();
    if (!message.startsWith(DASHES) || parsed == null) {
      return refusal;
    }
    String option = message.substring(0, message.indexOf(' '));
    Optional<Choice> choice = find(option.substring(DASHES.length()));
    if (choice.isEmpty() || parsed.hasMatchedOption(option)) {
      return refusal;
    }
    return new ParameterException(
        refusal.getCommandLine(),
        "%s:%d: %s".formatted(choice.get().source(), choice.get().line(), message),
        refusal);
  }

  /** The commands that experiments may name. */
  static List<String> kinds(CommandLine lab) {
    Set<String> files = BuiltIn.names().stream().collect(Collectors.toSet());
    return lab.getSubcommands().keySet().stream().filter(files::contains).toList();
  }
}
