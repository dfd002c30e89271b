package dev.latchtree.lab.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.TreePage;
import dev.latchtree.lab.report.Cell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Waits put in their places, and what is printed of them. */
class WaitCountsTest {

  private static final long MILLI = 1_000_000;
  private static final int LEAVES = 64;

  private static WaitCounts counts() {
    List<TreePage> pages = new ArrayList<>(List.of(new TreePage(1, 500, new byte[0])));
    for (int i = 0; i < LEAVES; i++) {
      pages.add(new TreePage(0, i + 1, i == 0 ? new byte[0] : new byte[] {(byte) i, -1}));
    }
    return new WaitCounts(pages);
  }

  private static LatchMap map(WaitCounts counts) {
    return new LatchMap(
        "BLINK", "spin", "hot-put", 8, "1000", 2, 4_000, counts.levels(), counts.hottest());
  }

  @Test
  void shouldCountByLevelPageAndStretch() {
    WaitCounts counts = counts();
    for (int i = 0; i < 9; i++) {
      counts.waitedForPage(1, MILLI);
    }
    counts.waitedForPage(LEAVES, 100 * MILLI);
    counts.waitedForPage(500, MILLI);
    counts.waitedForPage(777, 2 * MILLI);
    LatchMap map = map(counts);
    assertEquals(
        List.of("level 1", "level 0", LatchMap.OTHER_PAGES),
        map.levels().stream().map(LatchMap.Level::name).toList());
    assertEquals(12, map.waits());
    assertEquals(112, map.millis());
    LatchMap.Level leaves = map.levels().get(1);
    assertEquals(LEAVES, leaves.pages());
    assertEquals(2, leaves.pagesWaitedFor());
    assertEquals(10, leaves.waits());
    assertEquals(LatchMap.STRETCHES, leaves.stretches().size());
    assertEquals(9, leaves.stretches().get(0));
    assertEquals(1, leaves.stretches().get(LatchMap.STRETCHES - 1));
    assertEquals(
        new LatchMap.Page("level 0", LEAVES, "3fff", 1, 100),
        map.hottest().get(0),
        "by time, not by count");
    assertEquals(new LatchMap.Page("level 0", 1, "", 9, 9), map.hottest().get(1));
    assertEquals(1, map.levels().get(2).pages());
  }

  @Test
  void shouldKeepTheTreesLockApartFromPages() {
    WaitCounts counts = counts();
    counts.waitedForTreeLock(3 * MILLI);
    List<LatchMap.Level> levels = counts.levels();
    assertEquals(LatchMap.TREE_LOCK, levels.get(0).name());
    assertEquals(0, levels.get(0).pages());
    assertEquals(1, levels.get(0).waits());
    assertEquals(List.of(), levels.get(0).stretches());
    assertNull(levels.get(1).latency(), "nobody waited for a page");
    assertEquals(List.of(), counts.hottest());
  }

  @Test
  void shouldTravelAsCells() {
    WaitCounts counts = counts();
    counts.waitedForPage(3, 5 * MILLI);
    counts.waitedForTreeLock(MILLI);
    LatchMap first = map(counts);
    LatchMap second =
        new LatchMap("BLINK", "spin", "get", 8, "1000", 1, 10, counts().levels(), List.of());
    List<Cell> cells = new ArrayList<>(first.cells());
    cells.add(new Cell("scale", "get", "latchtree", Map.of(), 1, "ops/s", List.of(1.0)));
    cells.addAll(second.cells());
    assertEquals(List.of(first, second), LatchMap.of(cells));
    assertEquals(List.of(0.5), first.cells().get(0).rounds(), "waits a second");
  }

  @Test
  void shouldPrintWhereTheyAre() {
    WaitCounts counts = counts();
    for (int i = 0; i < 9; i++) {
      counts.waitedForPage(1, MILLI);
    }
    counts.waitedForPage(LEAVES, MILLI);
    StringWriter text = new StringWriter();
    new ScaleReport(map(counts).cells()).print(new PrintWriter(text, true));
    String printed = text.toString();
    assertTrue(printed.contains("[@" + " ".repeat(30) + ".]"), printed);
    assertTrue(
        printed.contains(
            "hot-put, 8 threads, BLINK: 100% of the time waited is for level 0 (2.50 waits for 1,000"
                + " operations)."),
        printed);
    assertTrue(printed.contains("3fff"), printed);
  }
}
