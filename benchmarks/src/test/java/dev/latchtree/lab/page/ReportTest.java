package dev.latchtree.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.plot.HeatMap;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.ResultsSchema;
import dev.latchtree.lab.report.Table;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {

  @TempDir private Path directory;

  /** The page without the library, which is not ours. */
  private String page(RunReport run) throws IOException {
    Report.write(directory, run);
    String page = Files.readString(directory.resolve("index.html"));
    return page.substring(0, page.indexOf("<script>"));
  }

  @Test
  void shouldLeaveFourFilesAndNothingElse() throws IOException {
    Path nested = directory.resolve("a/b");
    RunReport run = SampleRun.run("plain");
    Report.write(nested, run);
    Report.write(nested, run); // over the first
    try (Stream<Path> files = Files.list(nested)) {
      assertEquals(
          new TreeSet<>(Set.of("index.html", "results.csv", "results.json", "summary.md")),
          new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()));
    }
    assertEquals(run.cells().size(), ResultsSchema.check(nested.resolve("results.json"), 5).size());
    List<String> rows = Files.readAllLines(nested.resolve("results.csv"));
    assertEquals(1 + 5 * run.cells().size(), rows.size());
    assertTrue(rows.stream().skip(1).allMatch(row -> row.startsWith("00ff00ff00ff,")));
  }

  @Test
  void shouldReadAReportBackAsItWas() throws IOException {
    RunReport run = SampleRun.run(SampleRun.HOSTILE);
    Report.write(directory, run);
    assertEquals(run, RunReports.read(directory.resolve("results.json")));
  }

  @Test
  void shouldNotTakeNamesForMarkup() throws IOException {
    String page = page(SampleRun.run(SampleRun.HOSTILE));
    assertFalse(page.contains("alert(1)</script>"), "a name ended up as a program");
    assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;"));
    assertTrue(page.contains("\\u003cscript\\u003ealert(1)\\u003c/script\\u003e"));
    String data = page.substring(page.indexOf("id=\"plots\""));
    assertFalse(data.contains("\u2028"), "ends a line of a script");
    String summary = Files.readString(directory.resolve("summary.md"));
    assertTrue(
        summary.lines().allMatch(line -> line.startsWith("    ") || !line.contains("<script>")),
        "only a block of code may have it");
    assertTrue(summary.contains("\\|"), "a bar would end the column");
    assertEquals("a\ufffdb\ufffd&#39;", Html.text("a\u0001b\ud800'"));
  }

  @Test
  void shouldNeedNothingButItself() throws IOException {
    String page = page(SampleRun.run("plain"));
    assertFalse(page.contains(" src="), "something is loaded");
    assertFalse(page.contains("<link"), "something is loaded");
    assertTrue(page.contains("default-src 'none'"), "the policy forbids the network");
  }

  @Test
  void shouldShowATableForEveryPlotWithoutScripts() throws IOException {
    RunReport run = SampleRun.run("plain");
    String page = page(run);
    int plots = count(page, "<div class=\"plot\"");
    assertTrue(plots >= 10, "plots: " + plots);
    assertEquals(
        plots + 1,
        count(page, "<details open class=\"figures\"")
            + count(page, "<details class=\"figures\" open"));
    assertEquals(count(page, "<table>"), count(page, "<caption>"));
    assertTrue(count(page, "<th scope=\"col\"") > 3 * plots);
    assertTrue(count(page, "aria-label=\"Plot: ") == plots);
  }

  @Test
  void shouldFoldNoTableThatStandsAlone() throws IOException {
    Table table = new Table("who", ">how many");
    table.row("nobody", "none");
    Section alone = Section.context("Somebody, as they say", table);
    String page = page(RunReport.titled("t", "q").section(alone).build());
    assertEquals(1, count(page, "<details"), "that of all cells");
    assertTrue(page.contains("For context only: what Somebody reports"), page);
    assertTrue(page.contains("<td class=\"right\">none</td>"), page);
  }

  @Test
  void shouldWarnOfRoundsThatDifferMuch() {
    Cell wide = new Cell("fsync", "w", "e", Map.of(), 1, "ops/s", List.of(1.0, 2.0, 4.0));
    Cell close = new Cell("fsync", "w", "e", Map.of(), 2, "ops/s", List.of(3.9, 4.0, 4.1));
    Headline unsure = Headline.of("both", wide, close).atLeast(0.5);
    assertEquals(
        List.of(
            "both: the rounds are on both sides of the bound (0.26 - 0.98); more --rounds or a quieter machine would tell.",
            "1 of 2 cells have rounds that differ by more than half of their median: the machine was not quiet."),
        RunReport.titled("t", "q")
            .cells(List.of(wide, close))
            .headline(unsure)
            .warnOfSpread()
            .build()
            .warnings());
  }

  @Test
  void shouldPutFiguresAndCommandsIntoTheSummary() throws IOException {
    Report.write(directory, SampleRun.run("plain"));
    String summary = Files.readString(directory.resolve("summary.md"));
    for (String expected :
        List.of(
            "# Compare, quick form",
            "**Page latches read 1.8 times",
            "> Warning: The rounds of put",
            "| xodus, larger than memory |",
            "| get, 8 threads, to LMDB ",
            "spread too large to say",
            "| missed ",
            "    ./lab scale --map",
            "Configuration 00ff00ff00ff")) {
      assertTrue(summary.contains(expected), () -> expected + " is not in " + summary);
    }
  }

  @Test
  void shouldMakeAnAnswerOfTheTargetsIfTheRunGivesNone() {
    Headline ratio = new Headline("get", 1.6, 1.4, 1.8, null, null, null, true, 9, "");
    RunReport.Builder run = RunReport.titled("t", "q").headline(ratio.atLeast(1.4));
    assertEquals("1 of 1 target is met in every round.", Answer.of(run.build()));
    run.headline(ratio.atLeast(2)).headline(ratio.atLeast(1.5)).headline(ratio);
    assertEquals(
        "1 of 3 targets are met in every round; 1 is missed; for 1 the spread is too large to say.",
        Answer.of(run.build()));
    assertEquals(
        "get: a ratio of 1.60, by round 1.40 - 1.80.",
        Answer.of(RunReport.titled("t", "q").headline(ratio).build()));
    assertEquals("t", Answer.of(RunReport.titled("t", "q").build()));
  }

  @Test
  void shouldReportARunThatWasStoppedBeforeItsFirstRound() throws IOException {
    Cell none = new Cell("compare", "get", "latchtree", Map.of(), 1, "ops/s", List.of());
    String page = page(RunReport.titled("stopped", "").cells(List.of(none)).build());
    assertTrue(page.contains("0 cells"), page);
  }

  @Test
  void shouldShowTiersInPlotsOfTheirOwn() {
    List<Cell> cells =
        Stream.concat(
                SampleRun.throughput("put", "POWER_SAFE", 1000).stream(),
                SampleRun.throughput("put", "MEMORY", 100_000).stream())
            .toList();
    List<Section> sections = new StandardSections(Map.of(), "").of(cells);
    assertEquals(
        List.of("Compare: put, power-safe", "Compare: put, in memory"),
        sections.stream().map(Section::heading).toList());
    assertEquals("./lab compare", sections.get(0).command());
  }

  @Test
  void shouldRefuseASpotOutsideOfItsMap() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new HeatMap(
                "t",
                "u",
                "a",
                "d",
                List.of("1"),
                List.of("1"),
                List.of(new HeatMap.Spot(1, 0, 1))));
  }

  @Test
  void shouldDrawASmallPictureForBothThemes() throws Exception {
    Path file = directory.resolve("headline.svg");
    Report.writePicture(file, SampleRun.run(SampleRun.HOSTILE));
    String svg = Files.readString(file);
    assertTrue(svg.getBytes(StandardCharsets.UTF_8).length < 20_000, "it is for a README");
    assertTrue(svg.contains("@media (prefers-color-scheme:dark)"), svg);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertEquals(7, document.getElementsByTagName("path").getLength(), "a whisker for each ratio");
    assertThrows(
        IllegalArgumentException.class,
        () -> Report.writePicture(file, RunReport.titled("t", "q").build()));
  }

  private static int count(String text, String part) {
    Matcher matcher = Pattern.compile(Pattern.quote(part)).matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }
}
