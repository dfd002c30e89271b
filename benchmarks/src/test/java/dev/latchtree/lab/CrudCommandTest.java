package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrudCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--stores 0              | --stores must be 1 to 64: 0",
        "--workers 257           | --workers must be 1 to 256: 257",
        "--entries 9             | --entries must be 10 to 10000000: 9",
        "--document 7            | --document must be 8 to 1048576: 7",
        "--mix 40/30/20/20       | --mix: reads, creates, updates and deletes must add up to 100: 40/30/20/20, which is 110",
        "--mix half              | --mix: four numbers are needed",
        "--policies group,never  | --policies has 'never', and there are: always, group, interval, none",
        "--engines Nobody        | --engines has 'Nobody', which is none; there are: latchtree:OPTIMISTIC_BLINK,",
        "--engines LockedTreeMap | --engines has 'LockedTreeMap', which cannot make documents of this size durable",
        "--quick --reference     | there is no form with --quick --reference; there are: --quick, --reference",
        "--stores 64 --growth 10000000 | MiB outside the heap, and there are",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("crud " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldTimeEveryKindUnderEveryPolicy() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            1,
            "crud",
            "--rounds=1",
            "--seconds=0.1",
            "--stores=1",
            "--workers=3",
            "--entries=30",
            "--growth=1000",
            "--engines=OPTIMISTIC_BLINK,COARSE_LOCK");
    assertEquals("raw", cells.get(0).get("engine"));
    List<Map<?, ?>> measured = cells.subList(1, cells.size());
    assertEquals(
        List.of(
            "OPTIMISTIC_BLINK always POWER_SAFE",
            "OPTIMISTIC_BLINK group POWER_SAFE",
            "OPTIMISTIC_BLINK interval INTERVAL",
            "OPTIMISTIC_BLINK none PROCESS_SAFE",
            "COARSE_LOCK group POWER_SAFE"),
        measured.stream().map(CrudCommandTest::name).toList());
    for (Map<?, ?> cell : measured) {
      assertEquals("crud", cell.get("workload"));
      assertEquals(3.0, cell.get("threads"));
      Map<?, ?> settings = ResultsSchema.map(cell.get("settings"));
      assertEquals("40/30/20/10", settings.get("mix"));
      assertEquals("1KiB", settings.get("value"));
      Map<?, ?> counts = ResultsSchema.map(cell.get("counts"));
      for (String kind : List.of("read", "create", "update", "delete")) {
        double half = ResultsSchema.number(counts, kind + "P50Micros");
        assertTrue(half > 0 && half <= ResultsSchema.number(counts, kind + "P95Micros"));
        assertTrue(counts.containsKey(kind + "P99Micros"), cell::toString);
      }
      for (String count :
          List.of("recordsPerFlush", "largestFlush", "waitingMean", "waitingMost")) {
        assertTrue(counts.containsKey(count), cell::toString);
      }
      if (Objects.equals(settings.get("policy"), "always")) {
        assertEquals(1, ResultsSchema.number(counts, "writesPerFsync"), 0.1, cell::toString);
      }
    }
    assertTrue(lab.out().contains("DocDB"), lab::out);
    assertTrue(
        lab.out().contains("COARSE_LOCK, group: " + Engine.COARSE_LOCK.inWords(Mode.DURABLE)),
        lab::out);
  }

  private static String name(Map<?, ?> cell) {
    Map<?, ?> settings = ResultsSchema.map(cell.get("settings"));
    return settings.get("protocol") + " " + settings.get("policy") + " " + cell.get("durability");
  }

  @Test
  void shouldShowPoliciesOfOurOwnOnly() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            1,
            "crud",
            "--rounds=1",
            "--seconds=0.02",
            "--stores=2",
            "--workers=2",
            "--entries=10",
            "--growth=100",
            "--engines=BLINK");
    assertEquals(2, cells.size(), "the disk, and one engine");
    assertEquals(4.0, cells.get(1).get("threads"), "2 workers for each of 2 stores");
    assertFalse(lab.out().contains("interval"), lab::out);
  }
}
