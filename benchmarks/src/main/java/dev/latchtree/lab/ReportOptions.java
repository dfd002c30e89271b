package dev.latchtree.lab;

import dev.latchtree.lab.experiment.Experiment;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Report;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.page.RunReports;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a command leaves what it has measured, for people and for other programs. */
final class ReportOptions {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write a report to this directory: index.html, results.json, results.csv and summary.md;"
              + " unless this is said, compare does, to 'report'.")
  private @Nullable Path out;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all results to this file.")
  private @Nullable Path json;

  /** Where the report goes; {@code null} if nobody wants one. */
  @Nullable Path directory() {
    return out;
  }

  /** Refuses what cannot be written: better now than after twenty minutes. */
  void claim(CommandLine command) {
    if (json != null) {
      try {
        Results.claim(json);
      } catch (IOException e) {
        throw new ParameterException(command, "--json cannot be written: " + e, e);
      }
    }
    if (out != null) {
      try {
        Report.claim(out);
      } catch (IOException e) {
        throw new ParameterException(command, "--out cannot be written: " + e, e);
      }
    }
  }

  /**
   * Puts a report together, by the experiment that the command runs.
   *
   * @param limits what the machine itself can do, measured in the same run
   * @param findings what the cells say; asked only if there are any
   * @param complete whether nothing is missing
   */
  static RunReport report(
      CommandSpec spec,
      Map<String, Object> environment,
      Map<String, Object> limits,
      List<Cell> cells,
      Findings findings,
      boolean complete) {
    Experiment experiment = ExperimentDefaults.experimentOf(spec);
    String command = Lab.typed(spec);
    RunReport.Builder report =
        RunReport.titled(experiment.title(), experiment.question())
            .command(command)
            .environment(environment)
            .limits(limits)
            .cells(cells);
    if (!complete) {
      report.warning(RunReport.INTERRUPTED);
    }
    if (!cells.isEmpty()) {
      findings.headlines().forEach(report::headline);
      findings.sections(command).forEach(report::section);
      report.warnOfSpread();
    }
    return report.build();
  }

  /**
   * Writes what was asked for, and says where.
   *
   * @return the exit code: not 0 if something cannot be written, which has been said then
   */
  int write(CommandLine command, RunReport run) {
    boolean all = true;
    Path file = json;
    if (file != null) {
      all = attempt(command, file, () -> RunReports.write(file, run));
    }
    Path directory = out;
    if (directory != null) {
      all &= attempt(command, directory, () -> Report.write(directory, run));
      if (all) {
        command.getOut().printf("%nThe report is in %s.%n", directory.toAbsolutePath());
        command.getOut().flush();
      }
    }
    return all ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** The same in a JVM that is about to end, of what there is. */
  void writeInterrupted(CommandLine command, RunReport run) {
    writePart(command, "interrupted", run);
  }

  /** The same of a run that failed, if there is anything. */
  void writeFailed(CommandLine command, RunReport run) {
    if (!run.cells().isEmpty()) {
      writePart(command, "failed", run);
    }
  }

  private void writePart(CommandLine command, String ending, RunReport run) {
    Path place = out != null ? out : json;
    if (place != null && write(command, run) == CommandLine.ExitCode.OK) {
      command
          .getErr()
          .printf("%nlab: %s; what was complete is in %s%n", ending, place.toAbsolutePath());
      command.getErr().flush();
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  private static boolean attempt(CommandLine command, Path place, Writing writing) {
    try {
      writing.write();
      return true;
    } catch (IOException e) {
      PrintWriter err = command.getErr();
      err.printf(
          "%nlab: %s cannot be written: %s; make room, or name another place with --out or --json."
              + " The figures stand above.%n",
          place, e);
      err.flush();
      return false;
    }
  }
}
