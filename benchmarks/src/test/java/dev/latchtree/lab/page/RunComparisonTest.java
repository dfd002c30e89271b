package dev.latchtree.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.plot.Figure;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunComparisonTest {

  private static RunReport run(String commit, double ratio, Double... rounds) {
    return RunReport.titled("sample", "")
        .environment(Map.of("cpu", "c", "cores", 2L, "commit", commit))
        .cells(
            List.of(
                new Cell("compare", "get", "latchtree", Map.of(), 2, "ops/s", List.of(rounds)),
                new Cell("compare", "get", "latchtree", Map.of(), 2, "ns/op", List.of(rounds)),
                new Cell("compare", commit, "latchtree", Map.of(), 2, "ops/s", List.of(rounds))))
        .headline(
            new Headline(
                "get to lmdb", ratio, ratio * 0.9, ratio * 1.1, null, null, null, true, 9, ""))
        .build();
  }

  private static String printed(RunComparison comparison) {
    StringWriter out = new StringWriter();
    comparison.print(new PrintWriter(out));
    return out.toString();
  }

  @Test
  void shouldSayOnlyWhatTheRoundsSay() {
    Figure a = new Figure(10, 9, 11);
    assertEquals(Change.AGREE, Change.of(a, new Figure(10.5, 10, 12), 3, true));
    assertEquals(Change.FASTER, Change.of(a, new Figure(13, 12, 14), 3, true));
    assertEquals(Change.SLOWER, Change.of(a, new Figure(13, 12, 14), 3, false));
    assertEquals(Change.SLOWER, Change.of(a, new Figure(8, 7, 8.5), 3, true));
    assertEquals(Change.CANNOT_SAY, Change.of(a, new Figure(8, 5, 11), 3, true));
    assertEquals(Change.CANNOT_SAY, Change.of(a, new Figure(13, 12, 14), 2, true));
  }

  @Test
  void shouldCompareWhatBothRunsHave() {
    RunComparison comparison =
        new RunComparison(run("old", 1.5, 10.0, 11.0, 12.0), run("new", 1.55, 20.0, 21.0, 22.0));
    String text = printed(comparison);
    for (String expected :
        List.of(
            "The runs differ in commit: A old, B new.",
            "Cells that only B has: 1",
            "Cells that only A has: 1",
            "| get to lmdb | ratio | 1.50 | 1.35 - 1.65 | 1.55 |",
            "Of 1 headline ratios, 1 agree.")) {
      assertTrue(text.contains(expected), () -> expected + " is not in " + text);
    }
    assertTrue(text.contains("| ops/s |") && text.contains("| 1.91 | 1.67 - 2.20 | faster"), text);
    assertTrue(text.contains("| ns/op |") && text.contains("| slower"), text);
    RunReport report = comparison.toReport("./lab report A B");
    assertEquals(6, report.cells().size());
    assertEquals("Of 1 headline ratios, 1 agree.", report.answer());
    assertEquals(2, report.sections().size());
  }

  @Test
  void shouldSayWhenThereIsNothingToCompare() {
    RunReport none = RunReport.titled("none", "").build();
    RunComparison comparison = new RunComparison(none, run("new", 1, 1.0, 0.0, 1.0));
    assertTrue(printed(comparison).contains("nothing in common"), printed(comparison));
    assertTrue(printed(comparison).contains("different machines"), printed(comparison));
    assertEquals(1, comparison.toReport("").sections().size());
  }
}
