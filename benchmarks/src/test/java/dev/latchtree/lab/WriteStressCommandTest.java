package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteStressCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--entries 99           | --entries must be 100 to 100000000: 99",
        "--clients 0            | --clients must be 1 to 1024: 0",
        "--start 0              | --start must be 1 to 10000000: 0",
        "--most 10              | --most must be 50 to 10000000: 10",
        "--tables batches       | --tables has 'batches', and there are: lock-held, lock-held-group,",
        "--p95 61s              | --p95 must be 1ms to 60s: 61000.0ms",
        "--p95 300ms --seconds 1 | --seconds must be at least 3.0, ten times --p95: 1.0",
        "--sync-latency 2s      | --sync-latency must be 0ms to 1s: 2000ms",
        "--sync-latency 1s | --clients times --sync-latency must be at most 30s: 128s",
        "--rounds 0             | --rounds must be 1 to 100: 0",
        "--entries 100000000    | MiB outside the heap, and there are",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("write-stress " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldFindTheLastPassingRateOfEachTable() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            1,
            "write-stress",
            "--rounds=1",
            "--seconds=0.05",
            "--p95=5ms",
            "--most=400",
            "--start=100",
            "--entries=1000",
            "--clients=8",
            "--sync-latency=10ms");
    assertEquals("raw", cells.get(0).get("engine"));
    List<Map<?, ?>> searches = cells.subList(1, cells.size());
    assertEquals(2, searches.size());
    for (Map<?, ?> cell : searches) {
      Map<?, ?> settings = ResultsSchema.map(cell.get("settings"));
      assertEquals("p95 5ms", settings.get("limit"));
      assertEquals("modelled disk, syncs 10ms longer", settings.get("disk"));
      assertEquals("1000", settings.get("entries"));
      // a sync takes twice as long as a put may: not even the first rate passes
      assertEquals(0, ResultsSchema.number(cell, "max"), cell::toString);
      Map<?, ?> counts = ResultsSchema.map(cell.get("counts"));
      assertEquals(100, ResultsSchema.number(counts, "firstFailedPerSecond"));
      assertEquals(1, ResultsSchema.number(counts, "steps"));
      assertTrue(ResultsSchema.number(counts, "firstFailedP95Micros") > 5_000, cell::toString);
    }
    assertTrue(lab.out().contains("lock-held-group"), lab::out);
    assertTrue(lab.out().contains("MODELLED DISK"), lab::out);
    assertTrue(lab.out().contains("HedgehogDB"), lab::out);
    assertTrue(lab.err().contains("step 1, 100 writes/s"), lab::err);
  }
}
