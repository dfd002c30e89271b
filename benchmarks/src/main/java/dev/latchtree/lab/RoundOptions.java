package dev.latchtree.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How often and how long each cell is measured. */
final class RoundOptions {

  private static final int MOST_ROUNDS = 100;
  private static final double SHORTEST = 0.01;
  private static final double LONGEST = 3600;
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Interleaved rounds, 1 to 100; default ${DEFAULT-VALUE}.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of each round of each cell, 0.01 to 3600; default ${DEFAULT-VALUE}.")
  private @Nullable Double seconds;

  /** How many rounds there are. */
  int count(CommandLine command) {
    int count = require(command, "--rounds", rounds);
    MeasureOptions.requireRange(command, "--rounds", count, 1, MOST_ROUNDS);
    return count;
  }

  /** How long each round of each cell takes, in seconds. */
  double seconds(CommandLine command) {
    double each = require(command, "--seconds", seconds);
    if (!(each >= SHORTEST && each <= LONGEST)) {
      throw new ParameterException(command, "--seconds must be 0.01 to 3600: " + each);
    }
    return each;
  }

  Duration length(CommandLine command) {
    return Duration.ofNanos((long) (seconds(command) * NANOS_PER_SECOND));
  }

  private static <T> T require(CommandLine command, String option, @Nullable T value) {
    if (value == null) {
      throw new ParameterException(
          command, option + " is said neither here nor in the experiment, and is needed");
    }
    return value;
  }
}
