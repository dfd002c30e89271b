package dev.latchtree.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Home;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Target;
import dev.latchtree.lab.workload.Workload;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareReportTest {

  private static Cell cell(Workload workload, Engine engine, int threads, Double... rounds) {
    Map<String, String> settings = new LinkedHashMap<>(engine.settings());
    settings.put(ComparePlan.ENTRIES, "10000000");
    return new Cell(
        "compare",
        workload.label(),
        engine.engine(),
        settings,
        threads,
        workload.unit(),
        List.of(rounds));
  }

  /** The default protocol twice as fast as all others, whatever the threads. */
  private static List<Cell> twice() {
    List<Cell> cells = new ArrayList<>();
    for (Workload workload : Form.DEFAULT.workloads()) {
      for (int threads : new int[] {1, 2, 8}) {
        for (Engine engine : Engine.values()) {
          double figure = engine == Engine.OPTIMISTIC_BLINK ? 2_000 : 1_000;
          cells.add(cell(workload, engine, threads, figure, figure));
        }
      }
    }
    return cells;
  }

  @Test
  void shouldTakeRatiosRoundByRound() {
    Cell ours = cell(Workload.GET, Engine.BLINK, 1, 10.0, 40.0, 90.0);
    Cell base = cell(Workload.GET, Engine.COARSE_LOCK, 1, 10.0, 20.0, 30.0);
    PairedRatio ratio = PairedRatio.of(ours, base);
    assertEquals(List.of(1.0, 2.0, 3.0), ratio.rounds());
    assertEquals(2, ratio.median(), "and not 40 to 20 by chance: each has its pair");
    assertEquals("1.00 - 3.00", ratio.spread());
    assertTrue(ratio.straddles(2.5));
    assertFalse(ratio.straddles(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedRatio.of(ours, cell(Workload.GET, Engine.BLINK, 1, 1.0)));
  }

  @Test
  void shouldHoldEveryPromiseAgainstItsBound() {
    List<Target> targets = CompareTargets.of(new CompareCells(twice()));
    assertEquals(3 + 2 * (1 + 4) + 3 + 6, targets.size());
    assertTrue(targets.stream().allMatch(Target::met), targets::toString);
    assertEquals(
        List.of(1.5, 1.5, 1.3), targets.subList(0, 3).stream().map(Target::bound).toList());
    Target alone = targets.get(3);
    assertEquals("put, 1 thread: time of one, to latchtree:COARSE_LOCK", alone.what());
    assertEquals(0.5, alone.measured());
    assertFalse(alone.atLeast());
  }

  @Test
  void shouldSayWhatIsMissedAndWhatTheRoundsCannotSay() {
    List<Target> targets =
        CompareTargets.of(
            new CompareCells(
                List.of(
                    cell(Workload.SCAN, Engine.OPTIMISTIC_BLINK, 2, 19.0, 21.0, 10.0),
                    cell(Workload.SCAN, Engine.SKIP_LIST_BYTES, 2, 10.0, 10.0, 10.0),
                    cell(Workload.SCAN, Engine.OPTIMISTIC_BLINK, 8, 8.0, 8.0, 8.0))));
    assertEquals(2, targets.size());
    assertFalse(targets.get(0).met(), "1.9 in the middle");
    assertTrue(targets.get(0).detail().contains("1.00 - 2.10 by round, on both sides"));
    assertEquals("scan, 8 threads to 2 threads", targets.get(1).what());
    assertFalse(targets.get(1).met());
  }

  @Test
  void shouldPromiseHeapForTenMillionEntriesOnly() {
    Cell heap = cell(Workload.HEAP, Engine.OPTIMISTIC_BLINK, 1, 63.0);
    assertTrue(CompareTargets.of(new CompareCells(List.of(heap))).get(0).met());
    Map<String, String> few = new LinkedHashMap<>(heap.settings());
    few.put(ComparePlan.ENTRIES, "1000");
    Cell small = new Cell("compare", "heap", heap.engine(), few, 1, "MiB", List.of(1.0));
    assertEquals(List.of(), CompareTargets.of(new CompareCells(List.of(small))));
  }

  @Test
  void shouldPrintATableForEachWorkload() {
    StringWriter text = new StringWriter();
    new CompareReport(twice()).print(new PrintWriter(text));
    String out = text.toString();
    for (Workload workload : Form.DEFAULT.workloads()) {
      assertTrue(out.contains("\n" + workload.label() + ":"), workload.label());
    }
    assertTrue(out.contains("| OPTIMISTIC_BLINK |"), out);
    assertTrue(out.contains("| 2.00 - 2.00 |"), out);
  }

  @Test
  void shouldGiveEveryEngineTheSameMemory() {
    long all = MemoryBudget.of(Engine.BLINK, Mode.MEMORY, 1_000_000, false).total();
    for (Engine engine : Engine.values()) {
      for (Mode mode : Mode.values()) {
        MemoryBudget budget = MemoryBudget.of(engine, mode, 1_000_000, false);
        assertEquals(all, budget.total(), engine.label());
        assertTrue(budget.pool() > all / 2, engine.label());
        if (engine.home(mode) == Home.HEAP) {
          assertEquals(all, budget.heap(), engine.label());
          assertTrue(budget.pool() < budget.heap(), "room for what is no cache");
        } else {
          assertEquals(all, budget.heap() + budget.pool(), engine.label());
        }
      }
    }
  }
}
