package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class CompareCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  private List<Map<?, ?>> cells(int rounds, String... options) throws IOException {
    Path json = directory.resolve("results.json");
    String[] all = new String[options.length + 3];
    all[0] = "compare";
    all[1] = "--out=" + directory.resolve("report");
    all[2] = "--json=" + json;
    System.arraycopy(options, 0, all, 3, options.length);
    assertEquals(0, lab.run(all), lab::err);
    return ResultsSchema.check(json, rounds);
  }

  private static Map<?, ?> settings(Map<?, ?> cell) {
    return ResultsSchema.map(cell.get("settings"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--tree --rounds 0           | --rounds must be 1 to 100: 0",
        "--tree --seconds 0          | --seconds must be 0.01 to 3600: 0",
        "--tree --threads 1,129      | --threads must be 1 to 128: 129",
        "--tree --entries 10         | --entries must be 1000 to 100000000: 10",
        "--tree --entries 90000000   | MiB, and there are",
        "--tree --entries 90000001   | fewer --entries, or --only some groups",
        "--tree --full               | there is no form with",
        "--tree --engines BLINK,hash | --engines has 'hash', and there are: latchtree:OPTIMISTIC_BLINK",
        "--tree --workloads heaps    | --workloads has 'heaps', and there are: get, put",
        "--tree --workloads heap     | no cell is left; without --engines, --workloads and --only there are the groups [trees]",
        "--tree --only nonsense      | no cell is left",
        "--tree --out /dev/null/x    | --out cannot be written",
        "--tree --json /nowhere/file | --json cannot be written",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("compare " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldMeasureEveryWorkloadWithEveryEngine() throws IOException {
    List<Map<?, ?>> cells =
        cells(1, "--tree", "--rounds=1", "--seconds=0.02", "--entries=1000", "--threads=2");
    assertEquals(6 * 8, cells.size());
    Set<Object> workloads = new LinkedHashSet<>();
    Set<Object> engines = new LinkedHashSet<>();
    for (Map<?, ?> cell : cells) {
      workloads.add(cell.get("workload"));
      engines.add(
          cell.get("engine")
              + " "
              + settings(cell).get("latchtree".equals(cell.get("engine")) ? "protocol" : "keys"));
      assertEquals("MEMORY", cell.get("durability"));
      assertEquals("1000", settings(cell).get("entries"));
      assertEquals("ops/s", cell.get("unit"));
      assertTrue(ResultsSchema.number(cell, "min") > 100, cell::toString);
    }
    assertEquals(List.of("get", "put", "insert", "mixed", "scan", "churn"), List.copyOf(workloads));
    assertEquals(
        List.of(
            "latchtree OPTIMISTIC_BLINK",
            "latchtree BLINK",
            "latchtree LATCH_COUPLING",
            "latchtree COARSE_LOCK",
            "ConcurrentSkipListMap bytes",
            "ConcurrentSkipListMap Long",
            "LockedTreeMap bytes",
            "LockedTreeMap Long"),
        List.copyOf(engines));
    assertTrue(lab.out().contains("get, 2 threads, to latchtree:COARSE_LOCK"), lab::out);
  }

  @Test
  void shouldMeasureTheQuickForm() throws IOException {
    List<Map<?, ?>> cells =
        cells(2, "--quick", "--tree", "--rounds=2", "--seconds=0.02", "--entries=1000");
    assertEquals((2 + 3 + 2) * 3, cells.size());
    assertTrue(lab.out().contains("put, 8 threads to 2 threads"), lab::out);
  }

  @Test
  void shouldChooseByName() throws IOException {
    List<Map<?, ?>> cells =
        cells(
            1,
            "--tree",
            "--rounds=1",
            "--seconds=0.02",
            "--entries=1000",
            "--engines=LockedTreeMap:Long,concurrentskiplistmap",
            "--workloads=churn,insert",
            "--threads=1,3");
    assertEquals(2 * 2 * 3, cells.size());
    assertEquals("ConcurrentSkipListMap", cells.get(0).get("engine"), "in the order of the file");
    assertEquals("insert", cells.get(0).get("workload"));
    assertEquals(3.0, cells.get(3).get("threads"));
    assertTrue(lab.out().contains("none: what they compare was not measured"), lab::out);
  }

  @Test
  void shouldShowTheFiguresIfTheirFileHasNoRoom() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full: a Linux has one");
    Path report = directory.resolve("report");
    assertEquals(
        1,
        lab.run(
            "compare",
            "--heap",
            "--entries=1000",
            "--seconds=0.02",
            "--json=" + full,
            "--out=" + report));
    assertTrue(lab.out().contains("| latchtree:OPTIMISTIC_BLINK"), lab::out);
    assertTrue(lab.err().contains("/dev/full cannot be written: "), lab::err);
    assertTrue(lab.err().contains("make room, or name another place"), lab::err);
    assertEquals(1, ResultsSchema.check(report.resolve("results.json"), 1).size());
    assertTrue(Files.isDirectory(report.resolve("partial")), "--resume can take it up");
  }

  @Test
  void shouldShowTheHeapInUse() throws IOException {
    List<Map<?, ?>> cells = cells(1, "--heap", "--entries=1000", "--seconds=0.02");
    assertEquals(1, cells.size());
    for (Map<?, ?> cell : cells) {
      assertEquals("heap", cell.get("workload"));
      assertEquals("MiB", cell.get("unit"));
      double heap = ResultsSchema.number(cell, "median");
      assertTrue(heap > 0.5 && heap < 64, cell::toString);
    }
  }
}
