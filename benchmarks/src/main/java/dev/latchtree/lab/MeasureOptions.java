package dev.latchtree.lab;

import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of commands that measure on a disk, and what these commands have in common. */
final class MeasureOptions {

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

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only cells in whose name, as progress shows it, this is found.")
  private @Nullable Pattern only;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Directory on the disk to measure; default: the system's directory of temporary files."
              + " What is written there is removed afterwards.")
  private @Nullable Path directory;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all results to this file.")
  private @Nullable Path json;

  /** Hands {@code cells} on to whoever prints them. */
  interface Report {
    void print(List<Cell> cells, PrintWriter out);
  }

  /** Sets what command line and experiment have left open. */
  void otherwise(int usualRounds, double usualSeconds) {
    rounds = rounds == null ? usualRounds : rounds;
    seconds = seconds == null ? usualSeconds : seconds;
  }

  /** Of each round of each cell, once nothing is left open. */
  double seconds() {
    return Objects.requireNonNull(seconds);
  }

  /**
   * Measures, prints and writes.
   *
   * @param configuration what else was chosen, for the hash
   * @param diskNeeded bytes that must be free
   */
  void measure(
      String experiment,
      CommandLine command,
      String configuration,
      long diskNeeded,
      Function<Path, Probes> plan,
      Report report)
      throws IOException {
    int count = require(command, "--rounds", rounds);
    double each = require(command, "--seconds", seconds);
    requireRange(command, "--rounds", count, 1, 100);
    if (!(each >= 0.01 && each <= 3600)) {
      throw new ParameterException(command, "--seconds must be 0.01 to 3600: " + each);
    }
    Path disk = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
    requireDisk(command, disk, diskNeeded);
    if (json != null) {
      claim(command, json);
    }
    PrintWriter progress = command.getErr();
    List<Cell> cells;
    try (Scratch scratch = Scratch.in(disk, "lab-" + experiment + "-");
        Probes probes = plan.apply(scratch.path())) {
      choose(command, probes);
      warnOfMemory(disk, progress);
      Duration length = Duration.ofNanos((long) (each * NANOS_PER_SECOND));
      cells = probes.run(new Interleaved(experiment, count, length, progress));
    }
    report.print(cells, command.getOut());
    if (json != null) {
      String all = String.join(" ", experiment, configuration, "" + count, "" + each);
      Results.write(json, Results.of(Environment.describe(disk, all), Limits.of(cells), cells));
    }
  }

  private static <T> T require(CommandLine command, String option, @Nullable T value) {
    if (value == null) {
      throw new ParameterException(
          command, option + " is said neither here nor in the experiment, and is needed");
    }
    return value;
  }

  static void requireRange(CommandLine command, String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command, option + " must be " + least + " to " + most + ": " + value);
    }
  }

  static void requireDisk(CommandLine command, Path disk, long needed) throws IOException {
    if (!Files.isDirectory(disk)) {
      throw new ParameterException(
          command, "--dir is no directory: " + disk + "; create it, or name one that exists");
    }
    long free = Files.getFileStore(disk).getUsableSpace();
    if (free < needed) {
      throw new ParameterException(
          command,
          "%s has %s MiB free, and up to %s MiB are needed; make room, or name another disk with --dir"
              .formatted(disk, free >> 20, needed >> 20));
    }
  }

  static void claim(CommandLine command, Path json) {
    try {
      Results.claim(json);
    } catch (IOException e) {
      throw new ParameterException(command, "--json cannot be written: " + e, e);
    }
  }

  private void choose(CommandLine command, Probes probes) {
    if (only == null) {
      return;
    }
    List<String> names = probes.names();
    if (!probes.keep(only.asPredicate())) {
      throw new ParameterException(
          command,
          "no cell's name contains '%s'; the %d names are like: %s"
              .formatted(only, names.size(), names.get(names.size() - 1)));
    }
  }

  private static void warnOfMemory(Path disk, PrintWriter out) {
    String type = Environment.fileSystem(disk);
    if (type.equals("tmpfs") || type.equals("ramfs")) {
      out.printf(
          "lab: %s is on %s, where syncs cost nothing; name a directory on a disk with --dir%n",
          disk, type);
      out.flush();
    }
  }
}
