package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.page.RunReports;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The lab, run in this JVM, with what it printed. */
final class LabRun {

  /** What a test finds in the directory of a command that it has let measure. */
  static final String JSON = "results.json";

  static final String REPORT = "report";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Returns the exit code. */
  int run(String... arguments) {
    CommandLine lab = new CommandLine(new Lab());
    lab.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return Lab.execute(lab, null, arguments);
  }

  /**
   * Lets a command measure and make its report, both of which have to be as all are; on the disk
   * that it measures nothing may be left.
   *
   * @param directory for all files
   * @param rounds that each cell must have
   * @param arguments the command's name and its options
   * @return the cells
   */
  List<Map<?, ?>> measure(Path directory, int rounds, String... arguments) throws IOException {
    Path scratch = Files.createTempDirectory(directory, "scratch");
    Path json = directory.resolve(JSON);
    List<String> words = new ArrayList<>(List.of(arguments));
    if (!arguments[0].equals("scale")) {
      words.add("--dir=" + scratch);
    }
    words.add("--json=" + json);
    words.add("--out=" + directory.resolve(REPORT));
    assertEquals(0, run(words.toArray(String[]::new)), this::err);
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList(), "nothing is left on the disk");
    }
    requireReport(directory, "./lab " + String.join(" ", List.of(arguments).subList(0, 1)));
    assertEquals(
        ResultsSchema.check(directory.resolve(REPORT).resolve(JSON), rounds).size(),
        ResultsSchema.check(json, rounds).size());
    return ResultsSchema.check(json, rounds);
  }

  /**
   * The report that was written there: it names its command, and has a plot for each that it says.
   */
  static RunReport requireReport(Path directory, String command) throws IOException {
    Path report = directory.resolve(REPORT);
    RunReport run = RunReports.read(report.resolve(JSON));
    assertTrue(run.command().startsWith(command + " "), run::command);
    assertFalse(run.title().startsWith("Results of"), run::title);
    assertFalse(run.question().isEmpty(), "a report says what was asked");
    assertFalse(run.sections().isEmpty(), "a report has parts");
    int plots = run.headlines().isEmpty() ? 0 : 1;
    for (Section section : run.sections()) {
      plots += section.plots().size();
      section
          .plots()
          .forEach(plot -> assertFalse(plot.table().rows().isEmpty(), () -> "empty: " + plot));
      section
          .tables()
          .forEach(table -> assertFalse(table.rows().isEmpty(), () -> "empty: " + section));
    }
    assertTrue(plots > 0, "a report has plots");
    String page = Files.readString(report.resolve("index.html"));
    assertEquals(plots, Pattern.compile("data-plot=\"").matcher(page).results().count());
    for (String file : List.of("results.csv", "summary.md")) {
      assertTrue(Files.size(report.resolve(file)) > 0, file);
    }
    return run;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
