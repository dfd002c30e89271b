package dev.latchtree.lab;

import dev.latchtree.lab.page.Report;
import dev.latchtree.lab.page.RunComparison;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.page.RunReports;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./lab report}: pages from results, and what changed between two runs. */
@Command(
    name = "report",
    description = {
      "Makes a report of what a command wrote with --json, or of the results.json of a report:"
          + " index.html, results.json, results.csv and summary.md.",
      "With two files, says which figures changed from the first run to the second."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  private static final String USUAL_DIRECTORY = "report";

  @Parameters(
      arity = "1..2",
      paramLabel = "FILE",
      description = "Results: one run, or two runs A and B to compare.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Directory to write the report to; of one run, 'report' if neither this nor --svg is"
              + " given. Two runs are printed, and written only if this is given.")
  private @Nullable Path directory;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write the headline ratios of one run to this file, as a picture.")
  private @Nullable Path picture;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    List<RunReport> runs = new ArrayList<>();
    for (Path file : files) {
      runs.add(read(command, file));
    }
    if (runs.size() == 2) {
      compare(command, new RunComparison(runs.get(0), runs.get(1)));
    } else {
      show(command, runs.get(0));
    }
    command.getOut().flush();
    return CommandLine.ExitCode.OK;
  }

  private void compare(CommandLine command, RunComparison comparison) throws IOException {
    if (picture != null) {
      throw new ParameterException(
          command, "--svg draws one run, and there are two; name one file, or use --out DIR");
    }
    comparison.print(command.getOut());
    if (directory != null) {
      String again = "./lab report %s %s".formatted(files.get(0), files.get(1));
      write(command, directory, comparison.toReport(again));
    }
  }

  private void show(CommandLine command, RunReport run) throws IOException {
    if (picture != null) {
      drawPicture(command, picture, run);
    }
    if (directory != null || picture == null) {
      write(command, directory != null ? directory : Path.of(USUAL_DIRECTORY), run);
    }
  }

  private static void drawPicture(CommandLine command, Path file, RunReport run) {
    try {
      Report.writePicture(file, run);
      command.getOut().println(file);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--svg: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(command, "--svg cannot be written: " + e, e);
    }
  }

  private static void write(CommandLine command, Path directory, RunReport run) {
    try {
      Report.write(directory, run);
    } catch (IOException e) {
      throw new ParameterException(
          command, "--out cannot be written: " + e + "; name another directory", e);
    }
    command.getOut().println(directory.resolve("index.html"));
  }

  private static RunReport read(CommandLine command, Path file) {
    if (Files.isDirectory(file)) {
      throw new ParameterException(
          command,
          file + " is a directory; name the results in it: " + file.resolve("results.json"));
    }
    try {
      return RunReports.read(file);
    } catch (NoSuchFileException e) {
      throw new ParameterException(
          command, file + " does not exist; commands write results with --json FILE", e);
    } catch (AccessDeniedException e) {
      throw new ParameterException(command, file + " may not be read", e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(command, file + " cannot be read: " + e, e);
    }
  }
}
