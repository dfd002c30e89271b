package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Grid;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A report as Markdown: the same words and tables as the page, without plots. */
final class SummaryWriter {

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  private SummaryWriter() {}

  static String write(RunReport run) {
    SummaryWriter writer = new SummaryWriter();
    writer.all(run);
    writer.out.flush();
    return writer.text.toString().replace(System.lineSeparator(), "\n");
  }

  private void all(RunReport run) {
    out.printf("# %s%n%n", plain(run.title()));
    String answer = Answer.of(run);
    if (!answer.equals(run.title())) {
      out.printf("**%s**%n%n", plain(answer));
    }
    if (!run.question().isEmpty()) {
      out.printf("%s%n%n", plain(run.question()));
    }
    run.warnings().forEach(warning -> out.printf("> Warning: %s%n%n", plain(warning)));
    if (!run.failures().isEmpty()) {
      out.printf("## Not measured%n%n");
      print(Pages.failures(run));
    }
    Pages.sections(run).forEach(this::section);
    if (!run.limits().isEmpty()) {
      out.printf("## What the machine itself can do%n%n");
      print(Pages.facts("limit", run.limits()));
    }
    if (!run.environment().isEmpty()) {
      out.printf("## Where it ran%n%n");
      print(Pages.facts("fact", run.environment()));
    }
    out.printf("Configuration %s. All rounds: results.csv.%n", plain(run.configHash()));
  }

  private void section(Section section) {
    out.printf("## %s%n%n", plain(section.heading()));
    if (!section.sentence().isEmpty()) {
      out.printf("%s%n%n", plain(section.sentence()));
    }
    Pages.tables(section).forEach(this::print);
    if (!section.command().isEmpty()) {
      out.printf("    %s%n%n", section.command().replaceAll("\\R", " "));
    }
  }

  private void print(Grid grid) {
    List<List<String>> rows =
        grid.rows().stream().map(row -> row.stream().map(SummaryWriter::plain).toList()).toList();
    new Grid(grid.titles(), rows).toTable().print(out);
    out.println();
  }

  /** What would break a table or begin a tag does not. */
  private static String plain(String words) {
    return words
        .replaceAll("\\R", " ")
        .replace("\\", "\\\\")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("`", "\\`")
        .replace("[", "\\[");
  }
}
