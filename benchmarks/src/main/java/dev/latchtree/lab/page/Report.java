package dev.latchtree.lab.page;

import dev.latchtree.lab.report.CsvWriter;
import dev.latchtree.lab.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files that a run leaves behind. */
public final class Report {

  private Report() {}

  /**
   * Writes {@code results.json}, {@code results.csv}, {@code summary.md} and {@code index.html}. A
   * file that had one of these names is replaced once its successor is complete.
   *
   * @param directory made if it is not there
   */
  public static void write(Path directory, RunReport run) throws IOException {
    Files.createDirectories(directory);
    // the figures first: of all that a full disk can take, they would be missed most
    replace(directory.resolve("results.json"), Json.write(RunReports.toMap(run)));
    replace(directory.resolve("results.csv"), CsvWriter.write(run.configHash(), run.cells()));
    replace(directory.resolve("summary.md"), SummaryWriter.write(run));
    replace(directory.resolve("index.html"), HtmlWriter.write(run));
  }

  /** Shows that {@link #write} can write there: better now than after twenty minutes. */
  public static void claim(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path probe = Files.createTempFile(directory, "claim", ".tmp");
    Files.delete(probe);
  }

  /**
   * Writes the headline ratios as one picture.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static void writePicture(Path file, RunReport run) throws IOException {
    replace(file, SvgWriter.write(run));
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }
}
