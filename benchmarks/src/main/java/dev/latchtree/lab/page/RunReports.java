package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Measurements;
import dev.latchtree.lab.report.Records;
import dev.latchtree.lab.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports from and to the JSON of results. */
public final class RunReports {

  private static final String REPORT = "report";

  private RunReports() {}

  /**
   * Reads what any command wrote with {@code --json}, or a report's {@code results.json}.
   *
   * @throws IllegalArgumentException if it is something else; names the file and what is wrong
   */
  public static RunReport read(Path file) throws IOException {
    Measurements measured = Results.read(file);
    if (measured.report().isEmpty()) {
      return plain(measured);
    }
    try {
      Story story = Records.fromMap(Story.class, measured.report());
      return new RunReport(
          story.title(),
          story.question(),
          story.answer(),
          story.command(),
          measured.environment(),
          measured.limits(),
          measured.cells(),
          story.headlines(),
          story.warnings(),
          story.failures(),
          story.sections());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s has a report of another kind: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static RunReport plain(Measurements measured) {
    List<String> experiments = measured.cells().stream().map(Cell::experiment).distinct().toList();
    return RunReport.titled("Results of " + String.join(", ", experiments), "")
        .environment(measured.environment())
        .limits(measured.limits())
        .cells(measured.cells())
        .build();
  }

  /** Writes all of it to one file, which {@link #read} reads. */
  public static void write(Path file, RunReport run) throws IOException {
    Results.write(file, toMap(run));
  }

  static Map<String, Object> toMap(RunReport run) {
    Map<String, Object> results =
        new LinkedHashMap<>(Results.of(run.environment(), run.limits(), run.cells()));
    results.put(
        REPORT,
        Records.toMap(
            new Story(
                run.title(),
                run.question(),
                run.answer(),
                run.command(),
                run.headlines(),
                run.warnings(),
                run.failures(),
                run.sections())));
    return results;
  }
}
