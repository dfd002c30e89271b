package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class QuickWinsCommandTest {

  private static final List<String> VARIANTS =
      List.of("before", "in-process", "flush-interval", "blind-write", "all", "all-durable");

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--users 1,0        | --users must be 1 to 1024: 0",
        "--values 7         | --values must be 8 to 1048576: 7",
        "--entries 0        | --entries must be 1 to 1000000: 0",
        "--variants all,any | --variants has 'any', and there are: before, in-process,",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("quick-wins " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldMeasureEachChangeAloneAndAllTogether() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            1,
            "quick-wins",
            "--rounds=1",
            "--seconds=0.05",
            "--entries=20",
            "--values=65536");
    assertEquals("raw", cells.get(0).get("engine"));
    List<Map<?, ?>> writes = cells.subList(1, cells.size());
    assertEquals(VARIANTS.size() * 2, writes.size());
    for (Map<?, ?> cell : writes) {
      Map<?, ?> settings = ResultsSchema.map(cell.get("settings"));
      assertTrue(VARIANTS.contains(settings.get("variant")), cell::toString);
      assertEquals("64KiB", settings.get("value"));
      assertTrue(List.of(1.0, 10.0).contains(cell.get("threads")), cell::toString);
      boolean interval = Objects.equals(settings.get("policy"), "INTERVAL");
      assertEquals(interval ? "INTERVAL" : "POWER_SAFE", cell.get("durability"));
      if (Objects.equals(settings.get("policy"), "ALWAYS")) {
        assertTrue(ResultsSchema.number(cell, "fsyncs") > 0, cell::toString);
      }
    }
    assertTrue(lab.out().contains("all, 10 users, values of 64KiB: p50 to before"), lab::out);
    assertTrue(lab.out().contains("all-durable, 10 users, values of 64KiB"), lab::out);
    assertTrue(lab.out().contains("Confman"), lab::out);
  }
}
