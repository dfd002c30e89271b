package dev.latchtree.papers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One configuration in {@code papers/spec}: {@code Module.cfg} or {@code Module-variant.cfg}, with
 * a comment that says what TLC is expected to find.
 *
 * @param name the file's name without its ending
 * @param violated the invariant that must be violated; empty if there must be no error
 */
record Model(String name, String violated) {

  private static final Pattern EXPECTED =
      Pattern.compile("^\\\\\\* Expect: (?:no error|violates (\\w+))$", Pattern.MULTILINE);
  private static final Pattern STATES = Pattern.compile("([\\d,]+) distinct states found");

  /** TLC's exit codes. */
  private static final int NO_ERROR = 0;

  private static final int SAFETY_VIOLATED = 12;

  static Model read(Path cfg) throws IOException {
    Matcher expected = EXPECTED.matcher(Files.readString(cfg));
    if (!expected.find()) {
      throw new IllegalArgumentException(cfg + " does not say what to expect");
    }
    String violated = expected.group(1);
    String file = cfg.getFileName().toString();
    return new Model(
        file.substring(0, file.length() - ".cfg".length()), violated == null ? "" : violated);
  }

  String module() {
    int variant = name.indexOf('-');
    return variant < 0 ? name : name.substring(0, variant);
  }

  boolean mutant() {
    return !violated.isEmpty();
  }

  /** What is wrong with a run of TLC; empty if it found exactly what was expected. */
  List<String> faults(int exitCode, String output) {
    int expectedCode = mutant() ? SAFETY_VIOLATED : NO_ERROR;
    String expectedLine =
        mutant()
            ? "Error: Invariant " + violated + " is violated."
            : "Model checking completed. No error has been found.";
    if (exitCode == expectedCode && output.lines().anyMatch(expectedLine::equals)) {
      return List.of();
    }
    return List.of(
        name + ": expected exit code " + expectedCode + " and \"" + expectedLine + "\"",
        "TLC ended with exit code " + exitCode + " and said:",
        output);
  }

  /** The number of distinct states that TLC reported last. */
  static String states(String output) {
    Matcher states = STATES.matcher(output);
    String last = "?";
    while (states.find()) {
      last = states.group(1).replace(",", "");
    }
    return last;
  }
}
