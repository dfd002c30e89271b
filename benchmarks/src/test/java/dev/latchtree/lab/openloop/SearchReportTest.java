package dev.latchtree.lab.openloop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.roadmap.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchReportTest {

  private static final SearchPlan PLAN =
      new SearchPlan(
          List.of(Step.PAGE_LATCHES, Step.LOCK_HELD_GROUP),
          List.of(1_000),
          8,
          new Limit(Duration.ofMillis(300)),
          50,
          25,
          1_000_000,
          Duration.ZERO);

  private static Cell cell(
      Step table, @Nullable LatencyMicros latency, Map<String, Double> counts, Double... rates) {
    return new Cell(
        "write-stress",
        "put, open loop",
        "latchtree",
        Map.of(SearchPlan.TABLE, table.label(), SearchPlan.ENTRIES, "1000"),
        "POWER_SAFE",
        8,
        "writes/s",
        List.of(rates),
        latency,
        null,
        0L,
        counts);
  }

  private static String printed(Cell... cells) {
    StringWriter out = new StringWriter();
    new SearchReport(PLAN, List.of(cells)).print(new PrintWriter(out));
    return out.toString().replaceAll(" +", " ");
  }

  @Test
  void shouldCompareRepeatByRepeatAndShowWhatFailed() {
    LatencyMicros latency = new LatencyMicros(1_000, 250_000, 280_000, 290_000, 300_000);
    String printed =
        printed(
            cell(
                Step.LOCK_HELD_GROUP,
                latency,
                Map.of("firstFailedPerSecond", 250.0, "firstFailedP95Micros", 400_000.0),
                200.0,
                100.0,
                200.0),
            cell(
                Step.PAGE_LATCHES,
                latency,
                Map.of("firstFailedPerSecond", 3_000.0, "firstFailedP95Micros", 310_000.0),
                2_000.0,
                3_000.0,
                2_400.0));
    assertTrue(printed.contains("2,000, 3,000, 2,400 | 12.0 | 10.00 - 30.00"), printed);
    assertTrue(printed.contains("| 250 | 280 | 250 | 400 |"), printed);
    assertFalse(printed.contains("most that was tried"), printed);
  }

  @Test
  void shouldSayThatNothingHasPassedOrFailed() {
    String printed =
        printed(
            cell(Step.LOCK_HELD_GROUP, null, Map.of("firstFailedPerSecond", 50.0), 0.0),
            cell(Step.PAGE_LATCHES, null, Map.of(), 1_000_000.0));
    assertTrue(printed.contains("Where nothing has failed, 1,000,000/s was the most"), printed);
    assertTrue(printed.contains("| 1,000,000 | - | - | - |"), printed);
  }
}
