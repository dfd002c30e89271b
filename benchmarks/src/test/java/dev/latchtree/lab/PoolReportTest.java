package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.report.Cell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolReportTest {

  private static Cell cell(String workload, String engine, double nanos) {
    Map<String, String> settings = Map.of("latch", engine);
    return new Cell("pool", workload, engine, settings, 1, "ns", List.of(nanos, nanos));
  }

  private final PoolReport report =
      new PoolReport(
          List.of(
              cell("latch sharedRead", "NONE", 2),
              cell("latch sharedRead", "HYBRID", 8),
              cell("fix bareRead", "latchtree", 3)));

  @Test
  void shouldCompareWithTheFirstOfItsWorkload() {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text));
    assertTrue(text.toString().contains("| HYBRID | 8.00 | 8.00 - 8.00 | ns | 4.00 |"));
  }

  @Test
  void shouldShowEachWorkloadByItself() {
    List<Section> sections = report.sections("./lab pool");
    assertEquals(
        List.of("Pool: latch sharedRead", "Pool: fix bareRead"),
        sections.stream().map(Section::heading).toList());
    assertEquals(2, sections.get(0).plots().get(0).table().rows().size());
  }
}
