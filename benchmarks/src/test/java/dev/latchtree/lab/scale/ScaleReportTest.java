package dev.latchtree.lab.scale;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.spi.LatchProtocol;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of figures that are given. */
class ScaleReportTest {

  private static Cell cell(LatchProtocol protocol, Waits waits, int threads, Double... rounds) {
    return cellOf(1, protocol, waits, threads, rounds);
  }

  private static Cell cellOf(
      double cores, LatchProtocol protocol, Waits waits, int threads, Double... rounds) {
    return new Cell(
        ScalePlan.EXPERIMENT,
        ScaleWorkload.HOT_PUT.label(),
        ScalePlan.ENGINE,
        new Variant(protocol, waits).settings(1_000),
        ScalePlan.DURABILITY,
        threads,
        ScalePlan.UNIT,
        List.of(rounds),
        new LatencyMicros(1, 2, 3, 4, 5),
        null,
        0L,
        Map.of(ScaleBench.CORES, cores, ScaleBench.OPERATIONS, 500.0, ScaleBench.LATCH_WAITS, 8.0));
  }

  private static String print(Cell... cells) {
    StringWriter text = new StringWriter();
    new ScaleReport(List.of(cells)).print(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void shouldCompareWithOneLockAndWithTheUsualStrategyByRounds() {
    String printed =
        print(
            cell(LatchProtocol.COARSE_LOCK, Waits.USUAL, 1, 10.0, 10.0),
            cell(LatchProtocol.COARSE_LOCK, Waits.USUAL, 64, 10.0, 20.0),
            cell(LatchProtocol.BLINK, Waits.USUAL, 64, 15.0, 30.0),
            cell(LatchProtocol.BLINK, Waits.SPIN, 64, 12.0, 60.0));
    assertTrue(
        printed.contains(
            "hot-put, 64 threads: of all protocols BLINK comes farthest, to 1.50 of COARSE_LOCK (1.50"
                + " - 1.50 by round)."),
        printed);
    assertTrue(
        printed.contains(
            "hot-put, 64 threads, BLINK: spin reaches 1.40 of spin-then-park (0.80 - 2.00 by round):"
                + " too close to say."),
        printed);
    assertTrue(printed.contains(" 16.0 |"), "8 waits for 500 operations: " + printed);
    assertFalse(printed.contains("WARNING"), printed);
  }

  @Test
  void shouldWarnOfAMachineThatOthersUse() {
    String printed = print(cellOf(0.5, LatchProtocol.COARSE_LOCK, Waits.USUAL, 1, 10.0));
    assertTrue(printed.contains("WARNING: this machine was busy"), printed);
    assertTrue(printed.contains("a single thread had 0.50 of a core"), printed);
  }
}
