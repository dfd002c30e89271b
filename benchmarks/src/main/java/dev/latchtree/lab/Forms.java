package dev.latchtree.lab;

import dev.latchtree.lab.experiment.BuiltIn;
import dev.latchtree.lab.experiment.Experiment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The built-in experiments of one command: the file {@code compare-tree-quick} is what {@code
 * compare --tree --quick} runs, in any order.
 *
 * @param command its name
 * @param byWords the names of the files, by the words behind the command's name; none for the file
 *     that has the command's own name
 */
record Forms(String command, Map<Set<String>, String> byWords) {

  private static final String JOINT = "-";
  private static final String DASHES = "--";

  static Forms of(String command) {
    Map<Set<String>, String> forms = new LinkedHashMap<>();
    for (String name : BuiltIn.names()) {
      if (name.equals(command)) {
        forms.put(Set.of(), name);
      } else if (name.startsWith(command + JOINT)) {
        String[] words = name.substring(command.length() + 1).split(JOINT);
        forms.put(Arrays.stream(words).collect(Collectors.toSet()), name);
      }
    }
    return new Forms(command, forms);
  }

  /** The file that these arguments choose. */
  Optional<Experiment> chosen(List<String> args) {
    return Optional.ofNullable(byWords.get(words(args))).flatMap(BuiltIn::find);
  }

  private Set<String> words(List<String> args) {
    Set<String> words = all();
    words.removeIf(
        word ->
            args.stream()
                .noneMatch(
                    arg -> arg.equals(DASHES + word) || arg.startsWith(DASHES + word + "=")));
    return words;
  }

  private Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    byWords.keySet().forEach(all::addAll);
    return all;
  }

  /** An option for each word, unless the command has one of this name. */
  void addOptions(CommandSpec spec) {
    for (String word : all()) {
      if (spec.findOption(DASHES + word) == null) {
        spec.addOption(
            OptionSpec.builder(DASHES + word)
                .type(boolean.class)
                .description(
                    BuiltIn.find(command + JOINT + word)
                        .map(form -> "Instead: " + form.title() + ".")
                        .orElse("Another form."))
                .build());
      }
    }
  }

  /**
   * Refuses a combination of forms that nobody has written.
   *
   * @throws ParameterException with those that there are
   */
  static void check(CommandLine command, List<String> args) {
    Forms forms = of(command.getCommandName());
    Set<String> words = forms.words(args);
    if (!forms.byWords.isEmpty() && !forms.byWords.containsKey(words)) {
      throw new ParameterException(
          command,
          "there is no form with %s; there are: %s"
              .formatted(
                  words.stream().map(word -> DASHES + word).collect(Collectors.joining(" ")),
                  forms.byWords.keySet().stream()
                      .filter(form -> !form.isEmpty())
                      .map(
                          form ->
                              form.stream()
                                  .map(word -> DASHES + word)
                                  .sorted()
                                  .collect(Collectors.joining(" ")))
                      .collect(Collectors.joining(", "))));
    }
  }
}
