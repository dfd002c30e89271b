package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class DurabilityCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--threads 0          | --threads must be 1 to 128: 0",
        "--entries 999        | --entries must be 1000 to 100000000: 999",
        "--entries 100000000  | MiB outside the heap, and there are",
      })
  void shouldNameValueAndLimitsOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("durability " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldMeasureTheSameTreeWithAndWithoutALog() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            9,
            "durability",
            "--entries=1000",
            "--threads=2",
            "--rounds=9",
            "--seconds=0.01");
    assertEquals(
        List.of("none", "OS", "INTERVAL", "GROUP", "none", "OS", "GROUP", "OS"),
        cells.subList(1, cells.size()).stream()
            .map(cell -> ResultsSchema.map(cell.get("settings")).get("log"))
            .toList());
    assertEquals(
        Map.of("raw", 1L, "put", 4L, "get", 3L, "churn", 1L),
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    cell ->
                        "raw".equals(cell.get("engine"))
                            ? "raw"
                            : String.valueOf(cell.get("workload")),
                    Collectors.counting())));
    assertTrue(lab.out().contains("put, 2 threads: OS to no log"), lab::out);
    assertTrue(lab.out().contains("get, 2 threads: GROUP to no log"), lab::out);
    assertTrue(lab.out().contains("while all keys were replaced 10 times"), lab::out);
  }
}
