package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.Json;
import dev.latchtree.lab.report.Records;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report as one page that needs nothing else: no file, no network. Without scripts it shows the
 * tables. Its policy lets only the two programs run that were written into it, by their hashes.
 */
final class HtmlWriter {

  private final StringBuilder text = new StringBuilder();
  private final List<Map<String, Object>> plots = new ArrayList<>();

  private HtmlWriter() {}

  static String write(RunReport run) {
    HtmlWriter writer = new HtmlWriter();
    writer.page(run);
    return writer.text.toString();
  }

  private void page(RunReport run) {
    List<Section> sections = Pages.sections(run);
    String library = Resources.plots();
    String program = Resources.own("page.js");
    line("<!doctype html>");
    line("<html lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\">");
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'; img-src data:; script-src '%s' '%s'\">",
        hash(library), hash(program));
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<meta name=\"color-scheme\" content=\"light dark\">");
    line("<title>%s</title>", Html.text(run.title()));
    line("<style>%n%s</style>", Resources.own("page.css"));
    line("</head>");
    line("<body>");
    header(run);
    line("<main>");
    int first = run.headlines().isEmpty() ? 0 : 1; // nothing comes before the ratios
    sections(sections, 0, first);
    notes(run);
    navigation(sections);
    sections(sections, first, sections.size());
    machine(run);
    line("</main>");
    footer(run);
    line(
        "<script type=\"application/json\" id=\"plots\">%s</script>", Html.json(Json.write(plots)));
    text.append("<script>").append(library).append("</script>\n");
    text.append("<script>").append(program).append("</script>\n");
    line("</body>");
    line("</html>");
  }

  private void header(RunReport run) {
    String answer = Answer.of(run);
    line("<header>");
    line("<p class=\"kicker\"><span>LatchTree lab</span>");
    line("<button type=\"button\" id=\"theme\" hidden>Dark</button></p>");
    if (!answer.equals(run.title())) {
      line("<p class=\"title\">%s</p>", Html.text(run.title()));
    }
    line("<h1>%s</h1>", Html.text(answer));
    if (!run.question().isEmpty()) {
      line("<p class=\"question\">%s</p>", Html.text(run.question()));
    }
    command(run.command());
    line("</header>");
  }

  private void notes(RunReport run) {
    if (!run.warnings().isEmpty()) {
      line("<aside class=\"note\" aria-label=\"Warnings\"><h2>Before you trust it</h2><ul>");
      run.warnings().forEach(warning -> line("<li>%s</li>", Html.text(warning)));
      line("</ul></aside>");
    }
    if (!run.failures().isEmpty()) {
      line("<aside class=\"note\" aria-label=\"Not measured\"><h2>Not measured</h2>");
      table(Pages.failures(run), "What could not be measured");
      line("</aside>");
    }
  }

  private void navigation(List<Section> sections) {
    if (sections.size() < 3) {
      return;
    }
    line("<nav aria-label=\"Parts\"><ol>");
    for (int i = 0; i < sections.size(); i++) {
      line("<li><a href=\"#part%d\">%s</a></li>", i, Html.text(sections.get(i).heading()));
    }
    line("</ol></nav>");
  }

  private void sections(List<Section> sections, int from, int to) {
    for (int i = from; i < to; i++) {
      section(sections.get(i), i);
    }
  }

  private void section(Section section, int number) {
    line("<section id=\"part%d\">", number);
    line("<h2>%s</h2>", Html.text(section.heading()));
    if (!section.sentence().isEmpty()) {
      line("<p>%s</p>", Html.text(section.sentence()));
    }
    for (Plot plot : section.plots()) {
      plot(plot, section.tables().isEmpty());
    }
    for (Grid grid : section.tables()) {
      if (section.plots().isEmpty()) {
        table(grid, section.heading()); // there is nothing else to look at
      } else {
        folded("Figures", grid, section.heading());
      }
    }
    command(section.command());
    line("</section>");
  }

  private void plot(Plot plot, boolean withTable) {
    line("<figure>");
    line("<figcaption>%s</figcaption>", Html.text(plot.title()));
    line(
        "<div class=\"plot\" data-plot=\"%d\" role=\"img\" aria-label=\"%s\"></div>",
        plots.size(), Html.text("Plot: " + plot.title() + ". A table of its figures follows."));
    plots.add(Records.toMap((Record) plot));
    line("</figure>");
    if (withTable) {
      folded("Figures", plot.table(), plot.title());
    }
  }

  /** Open, until a script that can draw closes it. */
  private void folded(String summary, Grid grid, String caption) {
    line("<details open class=\"figures\"><summary>%s</summary>", Html.text(summary));
    table(grid, caption);
    line("</details>");
  }

  private void table(Grid grid, String caption) {
    line(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">",
        Html.text(caption));
    line("<table><caption>%s</caption><thead><tr>", Html.text(caption));
    for (int i = 0; i < grid.titles().size(); i++) {
      line("<th scope=\"col\"%s>%s</th>", side(grid, i), Html.text(grid.title(i)));
    }
    line("</tr></thead><tbody>");
    for (List<String> row : grid.rows()) {
      text.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        text.append("<td").append(side(grid, i)).append('>');
        text.append(Html.text(row.get(i))).append("</td>");
      }
      text.append("</tr>\n");
    }
    line("</tbody></table></div>");
  }

  private static String side(Grid grid, int column) {
    return grid.isRight(column) ? " class=\"right\"" : "";
  }

  private void command(String command) {
    if (!command.isEmpty()) {
      line("<pre class=\"command\" tabindex=\"0\"><code>%s</code></pre>", Html.text(command));
    }
  }

  private void machine(RunReport run) {
    line("<section id=\"machine\"><h2>Where it ran</h2>");
    if (!run.limits().isEmpty()) {
      line("<p>What the machine itself can do, measured in the same run:</p>");
      table(Pages.facts("limit", run.limits()), "Limits of the machine");
    }
    table(Pages.facts("fact", run.environment()), "Machine, JVM and commit");
    line("</section>");
    line("<section id=\"cells\"><h2>All that was measured</h2>");
    line("<p>%d cells; their rounds are in results.csv and results.json.</p>", run.cells().size());
    line("<details class=\"figures\" open><summary>All cells</summary>");
    table(Pages.cells(run), "All cells");
    line("</details></section>");
  }

  private void footer(RunReport run) {
    line(
        "<footer><p>Configuration <code>%s</code>. A ratio is only taken within one run,",
        Html.text(run.configHash()));
    line("and between figures of one durability tier.");
    line("Plots by Apache ECharts, under the Apache License 2.0.</p></footer>");
  }

  private static String hash(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void line(String pattern, Object... values) {
    text.append(values.length == 0 ? pattern : String.format(Locale.ROOT, pattern, values))
        .append('\n');
  }
}
