package dev.latchtree.lab;

import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.memory.MachineMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The options of commands that measure on a disk, and what these commands have in common. */
final class MeasureOptions {

  @Mixin private RoundOptions rounds;
  @Mixin private OnlyOption only;
  @Mixin private DiskOptions disks;
  @Mixin private ReportOptions reports;

  /** Of each round of each cell. */
  double seconds(CommandSpec spec) {
    return rounds.seconds(spec.commandLine());
  }

  /**
   * Measures, prints and writes; who is interrupted meanwhile leaves the report of the rounds that
   * are complete.
   *
   * @param configuration what else was chosen, for the hash
   * @param diskNeeded bytes that must be free
   * @param findings what cells say
   * @return the exit code
   */
  int measure(
      CommandSpec spec,
      String configuration,
      long diskNeeded,
      Function<Path, Probes> plan,
      Function<List<Cell>, Findings> findings)
      throws IOException {
    CommandLine command = spec.commandLine();
    String experiment = spec.name();
    int count = rounds.count(command);
    Path disk = disks.require(command, diskNeeded);
    PrintWriter progress = command.getErr();
    Interleaved measuring = new Interleaved(experiment, count, rounds.length(command), progress);
    String all =
        String.join(" ", experiment, configuration, "" + count, "" + rounds.seconds(command));
    List<Cell> cells;
    Map<String, Object> environment;
    try (Scratch scratch = Scratch.in(disk, "lab-" + experiment + "-");
        Probes probes = plan.apply(scratch.path())) {
      choose(command, probes);
      reports.claim(command);
      environment = Environment.describe(disk, all);
      scratch.beforeStopping(
          () ->
              reports.writeInterrupted(
                  command, report(spec, environment, measuring.soFar(), findings, false)));
      warnOfMemory(disk, progress);
      try {
        cells = probes.run(measuring);
      } catch (IOException | RuntimeException e) {
        scratch.stopping().stayIfSaidSoon();
        reports.writeFailed(command, report(spec, environment, measuring.soFar(), findings, false));
        throw e;
      }
    }
    findings.apply(cells).print(command.getOut());
    return reports.write(command, report(spec, environment, cells, findings, true));
  }

  private static RunReport report(
      CommandSpec spec,
      Map<String, Object> environment,
      List<Cell> cells,
      Function<List<Cell>, Findings> findings,
      boolean complete) {
    return ReportOptions.report(
        spec, environment, Limits.of(cells), cells, findings.apply(cells), complete);
  }

  static void requireRange(CommandLine command, String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command, option + " must be " + least + " to " + most + ": " + value);
    }
  }

  /**
   * Refuses what does not fit beside the heap.
   *
   * @param what takes it
   * @param needed bytes
   * @param remedy what would take less
   */
  static void requireRoom(CommandSpec spec, String what, long needed, String remedy) {
    long room = MachineMemory.now().offHeapRoom();
    if (needed > room) {
      throw new ParameterException(
          spec.commandLine(),
          "%s take %d MiB outside the heap, and there are %d; %s"
              .formatted(what, needed >> 20, room >> 20, remedy));
    }
  }

  private void choose(CommandLine command, Probes probes) {
    Pattern pattern = only.pattern();
    if (pattern == null) {
      return;
    }
    List<String> names = probes.names();
    if (!probes.keep(only.wanted())) {
      throw new ParameterException(
          command,
          "no cell's name contains '%s'; the %d names are like: %s"
              .formatted(pattern, names.size(), names.get(names.size() - 1)));
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
