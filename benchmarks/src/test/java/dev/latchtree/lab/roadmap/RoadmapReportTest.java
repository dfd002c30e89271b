package dev.latchtree.lab.roadmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.log.BareLog;
import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.Target;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoadmapReportTest {

  private static final List<Integer> KEYS = List.of(10_000, 100_000, 1_000_000);

  private static Cell cell(
      String engine, Map<String, String> settings, int threads, Double... rounds) {
    return new Cell(
        "roadmap",
        RoadmapPlan.WORKLOAD,
        engine,
        settings,
        "POWER_SAFE",
        threads,
        "puts/s",
        List.of(rounds),
        new LatencyMicros(1, 2, 3, 4, 5),
        10L,
        0L,
        Map.of("bytesPerCommit", 160.0));
  }

  private static Cell put(Step step, int keys, @Nullable String disk, Double... rounds) {
    return cell(
        RoadmapPlan.ENGINE,
        Spec.settings(
            RoadmapPlan.STEP, step.label(),
            RoadmapPlan.KEYS, String.valueOf(keys),
            RoadmapPlan.PHASE, Phase.STEADY.label(),
            RoadmapPlan.DISK, disk),
        32,
        rounds);
  }

  /** Page latches just as fast as promised, in every cell. */
  private static List<Cell> asPromised() {
    List<Cell> cells = new ArrayList<>();
    for (String disk : new @Nullable String[] {null, "modelled"}) {
      for (int keys : KEYS) {
        double figure = keys == 1_000_000 ? 700 : 1_000;
        double times = disk == null ? 8 : 25;
        cells.add(put(Step.PAGE_LATCHES, keys, disk, figure, figure));
        cells.add(put(Step.LOCK_HELD, keys, disk, figure / times, figure / times));
      }
      cells.add(
          cell(
              BareLog.ENGINE, Spec.settings(RoadmapPlan.DISK, disk), 32, 1_000 / 0.7, 1_000 / 0.7));
    }
    return cells;
  }

  @Test
  void shouldHoldEveryPromiseAgainstItsBound() {
    List<Target> targets = RoadmapTargets.of(new RoadmapCells(asPromised()));
    assertEquals(2 * (3 + 1 + 1), targets.size());
    assertTrue(targets.stream().allMatch(Target::met), targets::toString);
    assertEquals(
        List.of(8.0, 8.0, 8.0, 0.7, 0.7, 25.0, 25.0, 25.0, 0.7, 0.7),
        targets.stream().map(Target::bound).toList());
  }

  @Test
  void shouldMissWhatIsBelowItsBound() {
    List<Cell> cells = new ArrayList<>(asPromised());
    cells.set(0, put(Step.PAGE_LATCHES, 10_000, null, 1_100.0, 900.0, 990.0));
    cells.set(1, put(Step.LOCK_HELD, 10_000, null, 125.0, 125.0, 125.0));
    cells.removeIf(cell -> RoadmapCells.setting(cell, RoadmapPlan.KEYS).equals("1000000"));
    List<Target> targets = RoadmapTargets.of(new RoadmapCells(cells));
    Target first = targets.get(0);
    assertFalse(first.met(), first::toString);
    assertTrue(first.detail().contains("7.20 - 8.80 by round, on both sides"), first::detail);
  }

  @Test
  void shouldRouteKeysToAllPartitionsAlike() {
    PutTable table =
        new PutTable(Step.PARTITIONS, new TableSize(1_000), Disk.real(Path.of("nowhere")), "table");
    int[] counts = new int[Step.PARTITIONS.partitions()];
    for (int i = 0; i < 8_000; i++) {
      counts[table.partitionOf(Keys.of(i))]++;
    }
    for (int count : counts) {
      assertEquals(1_000, count, 150);
    }
  }

  @Test
  void shouldMeasureTheMiddleInFullIfItMustBeQuick() {
    RoadmapPlan quick =
        new RoadmapPlan(
            List.of(Step.values()), KEYS, List.of(1, 8, 32), Duration.ofMillis(2), true);
    RoadmapPlan all =
        new RoadmapPlan(
            List.of(Step.values()), KEYS, List.of(1, 8, 32), Duration.ofMillis(2), false);
    // raw, the log, 7 steps in the middle, 3 at both ends with first touches
    assertEquals(2 * (1 + 1 + 7 * 3 + 2 * 3 * 2), quick.probes(Path.of("x")).names().size());
    assertEquals(2 * (1 + 1 + 3 * 7 * (3 + 1)), all.probes(Path.of("x")).names().size());
    assertTrue(quick.memoryNeeded() < all.memoryNeeded());
  }

  @Test
  void shouldShowTheirFiguresAsTheirs() {
    StringWriter text = new StringWriter();
    new RoadmapReport(asPromised(), Duration.ofMillis(2)).print(new PrintWriter(text));
    assertTrue(text.toString().contains("For context only: HedgehogDB"), text::toString);
    assertTrue(text.toString().contains("their writes/s"), text::toString);
    assertTrue(text.toString().contains("log alone"), text::toString);
  }
}
