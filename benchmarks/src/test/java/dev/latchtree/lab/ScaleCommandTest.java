package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.plot.HeatMap;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.plot.TreeShape;
import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class ScaleCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  private List<Map<?, ?>> cells(String... options) throws IOException {
    String[] all = new String[options.length + 3];
    all[0] = "scale";
    all[1] = "--seconds=0.05";
    all[2] = "--entries=1000";
    System.arraycopy(options, 0, all, 3, options.length);
    return lab.measure(directory, 1, all);
  }

  private static String setting(Map<?, ?> cell, String name) {
    return Objects.toString(ResultsSchema.map(cell.get("settings")).get(name), "-");
  }

  private static double count(Map<?, ?> cell, String name) {
    return ResultsSchema.number(ResultsSchema.map(cell.get("counts")), name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--threads 1,1025        | --threads must be 1 to 1024: 1025",
        "--protocols BLINK,x     | --protocols has 'x', and there are: COARSE_LOCK, LATCH_COUPLING,",
        "--waits sleep           | --waits has 'sleep', and there are: spin-then-park, spin-then-yield",
        "--workloads heap        | --workloads has 'heap', and there are: get, put, mixed, hot-put",
        "--entries 999           | --entries must be 1000 to 100000000: 999",
        "--entries 100000000     | fewer --entries, --protocols or --waits",
        "--rounds 0              | --rounds must be 1 to 100: 0",
        "--map --rounds 2        | --map has no rounds",
        "--seconds 0             | --seconds must be 0.01 to 3600: 0.0",
        "--json /nowhere/file    | --json cannot be written",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("scale " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldMeasureTheContendedCaseWithEveryStrategyAndMapAllWorkloads() throws IOException {
    List<Map<?, ?>> all =
        cells(
            "--rounds=1",
            "--threads=1,8",
            "--protocols=coarse_lock,OPTIMISTIC_BLINK",
            "--workloads=get,hot-put,append");
    List<Map<?, ?>> measured = all.stream().filter(c -> setting(c, "map").equals("-")).toList();
    // both protocols do all with the usual strategy, one does hot-put with the two others
    assertEquals(2 * 3 * 2 + 2 * 2, measured.size());
    Set<String> strategies = new LinkedHashSet<>();
    for (Map<?, ?> cell : measured) {
      assertEquals("scale", cell.get("experiment"));
      assertEquals("ops/s", cell.get("unit"));
      assertEquals("1000", setting(cell, "entries"));
      assertTrue(ResultsSchema.number(cell, "min") > 10, cell::toString);
      assertTrue(cell.containsKey("latencyMicros"), cell::toString);
      assertTrue(count(cell, "operations") > 0, cell::toString);
      assertTrue(count(cell, "cores") >= 0, cell::toString);
      assertTrue(count(cell, "latchWaits") >= 0, cell::toString);
      assertEquals(
          Files.exists(Path.of("/proc/thread-self/status")),
          ResultsSchema.map(cell.get("counts")).containsKey("voluntarySwitches"));
      strategies.add(setting(cell, "protocol") + " " + setting(cell, "waits"));
    }
    assertEquals(
        Set.of(
            "COARSE_LOCK spin-then-park",
            "OPTIMISTIC_BLINK spin-then-park",
            "OPTIMISTIC_BLINK spin-then-yield",
            "OPTIMISTIC_BLINK spin"),
        strategies);
    assertTrue(lab.out().contains("hot-put, by wait strategy"), lab::out);
    assertTrue(lab.out().contains("get, 8 threads, OPTIMISTIC_BLINK, spin-then-park"), lab::out);
    assertTrue(lab.out().contains("What they show:"), lab::out);
  }

  @Test
  void shouldMapWithoutMeasuring() throws IOException {
    List<Map<?, ?>> all = cells("--map", "--threads=4", "--workloads=hot-put");
    Set<String> protocols = new LinkedHashSet<>();
    for (Map<?, ?> cell : all) {
      assertFalse(setting(cell, "map").equals("-"), cell::toString);
      assertEquals("waits/s", cell.get("unit"));
      assertEquals(4.0, cell.get("threads"));
      assertTrue(count(cell, "waits") >= 0, cell::toString);
      protocols.add(setting(cell, "protocol"));
    }
    assertEquals(Set.of("COARSE_LOCK", "LATCH_COUPLING", "BLINK", "OPTIMISTIC_BLINK"), protocols);
    RunReport report = LabRun.requireReport(directory, "./lab scale");
    List<Plot> plots =
        report.sections().stream().flatMap(section -> section.plots().stream()).toList();
    TreeShape shape =
        assertInstanceOf(TreeShape.class, plots.get(plots.size() - 1), "the tree comes last");
    assertEquals(0, shape.levels().get(shape.levels().size() - 1).level());
    for (TreeShape.Level level : shape.levels()) {
      assertTrue(level.pages() > 0 && level.fill() > 0 && level.fill() <= 1, level::toString);
    }
    assertTrue(
        plots.subList(0, plots.size() - 1).stream().allMatch(HeatMap.class::isInstance),
        plots::toString);
    assertTrue(report.command().contains("--map"), report::command);
  }
}
