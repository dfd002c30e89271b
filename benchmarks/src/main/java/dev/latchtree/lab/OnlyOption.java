package dev.latchtree.lab;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cells are measured, of those that a command has. */
final class OnlyOption {

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only cells in whose name, as progress shows it, this is found.")
  private @Nullable Pattern only;

  /** Whether a cell of this name is wanted. */
  Predicate<String> wanted() {
    return only == null ? name -> true : only.asPredicate();
  }

  /** As it was said, for messages; {@code null} if nothing was. */
  @Nullable Pattern pattern() {
    return only;
  }
}
