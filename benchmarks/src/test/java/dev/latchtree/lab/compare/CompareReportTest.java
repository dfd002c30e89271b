package dev.latchtree.lab.compare;

import static dev.latchtree.lab.compare.Comparisons.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.DifferentTiersException;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Verdict;
import dev.latchtree.lab.workload.Workload;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareReportTest {

  private static final String USUAL = "get, put, insert, mixed, scan, churn";

  private static final Group MEMORY = Comparisons.group("g", Mode.MEMORY, 1_000, USUAL);

  /** The default protocol twice as fast as all others, whatever the threads. */
  private static List<Cell> twice(Group group) {
    List<Cell> cells = new ArrayList<>();
    for (Group.Point point : group.points()) {
      for (Engine engine : group.able()) {
        double figure = engine == Engine.OPTIMISTIC_BLINK ? 2_000 : 1_000;
        cells.add(cell(group, point.workload(), engine, point.threads(), figure, figure));
      }
    }
    return cells;
  }

  private static CompareResult result(
      Targets targets, boolean complete, List<FailedEngine> failed) {
    return new CompareResult(
        new Comparison("Everything", "Which?", targets, List.of(MEMORY)),
        Map.of("appendFsyncMicros", Map.of("p50", 100.0, "p99", 200.0)),
        twice(MEMORY),
        failed,
        List.of("it was measured in parts"),
        complete);
  }

  @Test
  void shouldTakeRatiosRoundByRound() {
    Cell ours = cell(MEMORY, Workload.GET, Engine.BLINK, 1, 10.0, 40.0, 90.0);
    Cell base = cell(MEMORY, Workload.GET, Engine.COARSE_LOCK, 1, 10.0, 20.0, 30.0);
    PairedRatio ratio = PairedRatio.of(ours, base);
    assertEquals(List.of(1.0, 2.0, 3.0), ratio.rounds());
    assertEquals(2, ratio.median(), "and not 40 to 20 by chance: each has its pair");
    assertEquals("1.00 - 3.00", ratio.spread());
    assertTrue(ratio.straddles(2.5));
    assertFalse(ratio.straddles(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedRatio.of(ours, cell(MEMORY, Workload.GET, Engine.BLINK, 1, 1.0)));
  }

  @Test
  void shouldHoldEveryPromiseOfTheTreeAgainstItsBound() {
    List<Headline> targets = TreeTargets.of(new CompareCells(MEMORY, twice(MEMORY)));
    assertEquals(3 + 2 * (1 + 4) + 3 + 6, targets.size());
    assertTrue(targets.stream().allMatch(one -> one.verdict() == Verdict.MET), targets::toString);
    assertEquals(
        List.of(1.5, 1.5, 1.3), targets.subList(0, 3).stream().map(Headline::bound).toList());
    Headline alone = targets.get(3);
    assertEquals("put, 1 thread: time of one, to latchtree:COARSE_LOCK", alone.name());
    assertEquals(0.5, alone.median());
    assertFalse(alone.atLeast());
  }

  @Test
  void shouldSayWhatIsMissedAndWhatTheRoundsCannotSay() {
    List<Headline> targets =
        TreeTargets.of(
            new CompareCells(
                MEMORY,
                List.of(
                    cell(MEMORY, Workload.SCAN, Engine.OPTIMISTIC_BLINK, 2, 19.0, 21.0, 10.0),
                    cell(MEMORY, Workload.SCAN, Engine.SKIP_LIST_BYTES, 2, 10.0, 10.0, 10.0),
                    cell(MEMORY, Workload.SCAN, Engine.OPTIMISTIC_BLINK, 8, 8.0, 8.0, 8.0))));
    assertEquals(2, targets.size());
    assertEquals(Verdict.CANNOT_SAY, targets.get(0).verdict());
    assertEquals("1.00 - 2.10", targets.get(0).spread());
    assertEquals("scan, 8 threads to 2 threads", targets.get(1).name());
    assertEquals(Verdict.MISSED, targets.get(1).verdict());
  }

  @Test
  void shouldPromiseHeapForTenMillionEntriesOnly() {
    Group many = Comparisons.group("g", Mode.MEMORY, 10_000_000, "heap");
    Cell heap = cell(many, Workload.HEAP, Engine.OPTIMISTIC_BLINK, 1, 63.0);
    assertEquals(
        Verdict.MET, TreeTargets.of(new CompareCells(many, List.of(heap))).get(0).verdict());
    assertEquals(List.of(), TreeTargets.of(new CompareCells(MEMORY, List.of(heap))));
  }

  @Test
  void shouldPromiseNothingBesideAnotherTier() {
    Cell ours = cell(MEMORY, Workload.SCAN, Engine.OPTIMISTIC_BLINK, 1, 4.0);
    Cell list = cell(MEMORY, Workload.SCAN, Engine.SKIP_LIST_BYTES, 1, 1.0);
    List<Headline> same = PeerTargets.of(new CompareCells(MEMORY, List.of(ours, list)));
    assertEquals("scan, 1 thread, to the skip list, memory", same.get(0).name());
    assertEquals("MEMORY", same.get(0).tier());
    Group relaxed = Comparisons.group("g", Mode.RELAXED, 1_000, USUAL);
    Cell inFiles = cell(relaxed, Workload.SCAN, Engine.OPTIMISTIC_BLINK, 1, 4.0);
    assertEquals("PROCESS_SAFE", inFiles.durability());
    assertEquals(List.of(), PeerTargets.of(new CompareCells(relaxed, List.of(inFiles, list))));
    assertThrows(DifferentTiersException.class, () -> Headline.of("scan", inFiles, list));
    CompareResult mixed =
        new CompareResult(
            new Comparison("Mixed", "", Targets.PEERS, List.of(relaxed)),
            Map.of(),
            List.of(inFiles, list),
            List.of(),
            List.of(),
            true);
    StringWriter text = new StringWriter();
    new CompareReport(mixed).print(new PrintWriter(text));
    assertTrue(text.toString().contains("none: what they compare"), text::toString);
  }

  @Test
  void shouldPrintATableForEachWorkload() {
    StringWriter text = new StringWriter();
    new CompareReport(result(Targets.TREE, true, List.of())).print(new PrintWriter(text));
    String out = text.toString();
    for (String workload : USUAL.split(", ", -1)) {
      assertTrue(out.contains("\n" + workload + ":"), workload);
    }
    assertTrue(out.contains("| latchtree:OPTIMISTIC_BLINK"), out);
    assertTrue(out.contains("| 2.00 - 2.00 |"), out);
    assertTrue(out.contains("appendFsyncMicros"), out);
    assertFalse(out.contains("interrupted"), out);
  }

  @Test
  void shouldTellFailuresAndInterruption() {
    CompareResult part =
        result(Targets.TREE, false, List.of(new FailedEngine("g", "hash", "no room left")));
    StringWriter text = new StringWriter();
    new CompareReport(part).print(new PrintWriter(text));
    assertTrue(text.toString().contains("| hash   | no room left |"), text::toString);
    assertTrue(text.toString().contains("This run was interrupted"), text::toString);
    RunReport report = CompareReports.of(part, Map.of("configHash", "1"), "./lab compare");
    assertEquals("hash in g", report.failures().get(0).what());
    assertTrue(
        report.warnings().get(0).contains("did not come to its end"), report.warnings()::toString);
    assertEquals("it was measured in parts", report.warnings().get(1));
    assertTrue(text.toString().contains("it was measured in parts"), text::toString);
    Section elsewhere = report.sections().get(report.sections().size() - 1);
    assertEquals(
        List.of("latch-map", "sync-policies", "roadmap"),
        elsewhere.tables().get(0).rows().stream().map(row -> row.get(0)).toList());
    assertEquals(part.targets(), report.headlines());
    assertEquals(6, report.sections().get(0).plots().size(), "one for each workload");
    assertEquals("./lab compare --only ' g memory '", report.sections().get(0).command());
    String narrowed = "./lab compare --only 'put|get' --rounds=3";
    assertEquals(
        "./lab compare --rounds=3 --only ' g memory '",
        CompareReports.of(part, Map.of("configHash", "1"), narrowed).sections().get(0).command());
  }

  /** The same, of a process that had so much. */
  private static Cell withOwnMemory(Cell cell, double mebibytes) {
    return new Cell(
        cell.experiment(),
        cell.workload(),
        cell.engine(),
        cell.settings(),
        cell.durability(),
        cell.threads(),
        cell.unit(),
        cell.rounds(),
        cell.latency(),
        cell.fsyncs(),
        cell.errors(),
        Map.of(EngineMain.OWN_MEMORY, mebibytes));
  }

  @Test
  void shouldShowOwnMemoryAndWarnOfMuchMoreThanWasGiven() {
    Cell modest = cell(MEMORY, Workload.GET, Engine.OPTIMISTIC_BLINK, 1, 1.0);
    Cell greedy = cell(MEMORY, Workload.GET, Engine.TUPL, 1, 1.0);
    CompareResult both =
        new CompareResult(
            new Comparison("Memory", "", Targets.NONE, List.of(MEMORY)),
            Map.of(),
            List.of(withOwnMemory(modest, 123), withOwnMemory(greedy, 65_432)),
            List.of(),
            List.of(),
            true);
    StringWriter text = new StringWriter();
    new CompareReport(both).print(new PrintWriter(text));
    assertTrue(text.toString().contains(" 65,432 |"), text::toString);
    List<String> warnings =
        CompareReports.of(both, Map.of("configHash", "1"), "./lab compare").warnings();
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).startsWith("TuplDB had 65432 MiB"), warnings::toString);
  }

  @Test
  void shouldGiveEveryEngineOfAGroupTheSameMemory() {
    for (Engine engine : Engine.values()) {
      MemoryBudget budget = MemoryBudget.of(engine, MEMORY);
      assertEquals(MemoryBudget.of(Engine.SKIP_LIST_LONG, MEMORY).total(), budget.total());
      assertTrue(budget.pool() > 0 && budget.heap() <= budget.total(), budget::toString);
    }
  }
}
