package dev.latchtree.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Things that options call by their names. */
final class Named {

  private Named() {}

  /**
   * Finds each of them.
   *
   * @param find what has a name
   * @param there the names of all, for the refusal of one that nothing has
   */
  static <T> List<T> all(
      CommandLine command,
      String option,
      List<String> names,
      Function<String, Optional<T>> find,
      List<String> there) {
    return names.stream()
        .map(
            name ->
                find.apply(name)
                    .orElseThrow(
                        () ->
                            new ParameterException(
                                command,
                                "%s has '%s', and there are: %s"
                                    .formatted(option, name, String.join(", ", there)))))
        .toList();
  }

  /** The names of some things. */
  static <T> List<String> labels(T[] values, Function<T, String> label) {
    return Arrays.stream(values).map(label).collect(Collectors.toList());
  }
}
