package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.JsonReader;
import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoadmapCommandTest {

  private static final List<String> STEPS =
      List.of(
          "lock-held",
          "lock-held-group",
          "lock-released",
          "partitions",
          "batches",
          "page-latches",
          "all");

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  private List<Map<?, ?>> cells(int rounds, String... options) throws IOException {
    String[] all = new String[options.length + 3];
    all[0] = "roadmap";
    all[1] = "--rounds=" + rounds;
    all[2] = "--seconds=0.03";
    System.arraycopy(options, 0, all, 3, options.length);
    return lab.measure(directory, rounds, all);
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
        "--keys 99            | --keys must be 100 to 100000000: 99",
        "--threads 0          | --threads must be 1 to 1024: 0",
        "--steps lock-held,x  | --steps has 'x', and there are: lock-held, lock-held-group,",
        "--sync-latency 2s    | --sync-latency must be 0ms to 1s: 2000ms",
        "--rounds 0           | --rounds must be 1 to 100: 0",
        "--keys 100000000     | MiB outside the heap, and there are",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("roadmap " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldExplainItself() {
    assertEquals(0, lab.run("roadmap", "--help"));
    for (String option : List.of("--quick", "--keys", "--steps", "--sync-latency", "--json")) {
      assertTrue(lab.out().contains(option), option);
    }
  }

  @Test
  void shouldMeasureEveryStepInBothPhasesBesideDiskAndLog() throws IOException {
    List<Map<?, ?>> cells = cells(2, "--keys=1000", "--threads=1,4", "--sync-latency=0ms");
    assertEquals("raw", cells.get(0).get("engine"));
    assertTrue(
        ResultsSchema.map(
                JsonReader.read(Files.readString(directory.resolve("results.json"))).get("limits"))
            .containsKey("appendFsyncMicros"));
    List<Map<?, ?>> puts = cells.stream().filter(c -> "put".equals(c.get("workload"))).toList();
    assertEquals(STEPS.size() * 3, puts.size(), "1 and 4 threads, and first touches");
    for (Map<?, ?> cell : puts) {
      assertTrue(STEPS.contains(setting(cell, "step")), cell::toString);
      assertEquals("1000", setting(cell, "keys"));
      assertEquals("POWER_SAFE", cell.get("durability"));
      assertEquals(0.0, cell.get("errors"));
      assertTrue(ResultsSchema.number(cell, "fsyncs") > 0, cell::toString);
      assertTrue(ResultsSchema.number(cell, "min") > 0, cell::toString);
      assertTrue(cell.containsKey("latencyMicros"), cell::toString);
      // key and value are in the record, whatever else is
      assertTrue(count(cell, "bytesPerPut") > 108, cell::toString);
      boolean first = setting(cell, "phase").equals("first-touches");
      assertEquals(first ? "none" : "every leaf touched", setting(cell, "warmUp"));
      if (setting(cell, "step").equals("lock-held")) {
        assertEquals(1, count(cell, "commitsPerFsync"), 0.01, cell::toString);
      }
    }
    Map<?, ?> log =
        cells.stream().filter(c -> "log alone".equals(c.get("engine"))).findFirst().orElseThrow();
    Map<?, ?> latched =
        puts.stream()
            .filter(c -> setting(c, "step").equals("page-latches"))
            .filter(
                c -> setting(c, "phase").equals("steady") && Objects.equals(c.get("threads"), 4.0))
            .findFirst()
            .orElseThrow();
    assertEquals(
        count(latched, "bytesPerCommit"),
        count(log, "bytesPerCommit"),
        count(latched, "bytesPerCommit") / 2,
        "the same bytes for a commit");
    assertTrue(lab.out().contains("HedgehogDB"), lab::out);
    assertFalse(lab.out().contains("MODELLED"), lab::out);
  }

  @Test
  void shouldMeasureTheModelledDiskInTheSameRun() throws IOException {
    List<Map<?, ?>> cells =
        cells(
            1,
            "--quick",
            "--keys=1000,2000,4000",
            "--threads=1,32",
            "--steps=lock-held,page-latches,batches",
            "--only=page-latches|lock-held");
    List<Map<?, ?>> modelled =
        cells.stream()
            .filter(cell -> setting(cell, "disk").equals("modelled disk, syncs 2ms longer"))
            .toList();
    assertEquals(cells.size(), 2 * modelled.size());
    for (Map<?, ?> cell : modelled) {
      Map<?, ?> latency = ResultsSchema.map(cell.get("latencyMicros"));
      assertTrue(ResultsSchema.number(latency, "p50") >= 2_000, cell::toString);
      boolean essential = setting(cell, "keys").matches("1000|4000");
      assertTrue(!essential || Objects.equals(cell.get("threads"), 32.0), cell::toString);
    }
    assertTrue(lab.out().contains("MODELLED DISK: every sync takes 2ms longer"), lab::out);
    assertTrue(
        lab.out().contains("page-latches, 32 threads, 2,000 keys: puts/s to lock-held, modelled"),
        lab::out);
  }
}
