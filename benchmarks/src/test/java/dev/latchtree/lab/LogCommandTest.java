package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  /** Runs the command shortly, checks its JSON, and returns the cells that {@code only} chose. */
  private List<Map<?, ?>> cells(String only) throws IOException {
    List<Map<?, ?>> cells =
        new ArrayList<>(
            lab.measure(
                directory,
                1,
                "log",
                "--rounds=1",
                "--seconds=0.03",
                "--replay-size=4",
                "--only=" + only));
    assertEquals("raw", cells.remove(0).get("engine"));
    return cells;
  }

  private static double count(Map<?, ?> cell, String name) {
    return ResultsSchema.number(ResultsSchema.map(cell.get("counts")), name);
  }

  private static String setting(Map<?, ?> cell, String name) {
    return Objects.requireNonNull(ResultsSchema.map(cell.get("settings")).get(name)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--replay-size 0 | --replay-size must be 1 to 16384: 0",
        "--rounds 0      | --rounds must be 1 to 100: 0",
        "--seconds x     | --seconds",
        "--only nothing  | no cell's name contains 'nothing'",
      })
  void shouldNameValueAndLimitsOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("log " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldMeasureAppendsWithAndWithoutADisk() throws IOException {
    List<Map<?, ?>> cells = cells("^append, .*GROUP");
    assertEquals(4, cells.size());
    for (Map<?, ?> cell : cells) {
      assertEquals("records/s", cell.get("unit"));
      assertEquals("MEMORY", cell.get("durability"));
      assertFalse(cell.containsKey("latencyMicros"), "not measured one by one");
      assertTrue(ResultsSchema.number(cell, "min") > 1_000, cell::toString);
    }
    assertTrue(lab.out().contains("append, 2 threads to 1, no disk"), lab::out);
  }

  @Test
  void shouldSyncOnceForManyAppends() throws IOException {
    List<Map<?, ?>> cells = cells("many then sync");
    assertEquals(8, cells.size());
    for (Map<?, ?> cell : cells) {
      double perSync = Double.parseDouble(setting(cell, "records"));
      assertEquals(perSync, count(cell, "recordsPerFsync"), perSync / 10, cell::toString);
    }
  }

  @Test
  void shouldRotateSmallSegments() throws IOException {
    List<Map<?, ?>> cells = cells("rotation, .* 1MiB");
    assertEquals(List.of("on", "off"), cells.stream().map(c -> setting(c, "preallocate")).toList());
    assertTrue(lab.out().contains("rotations/round"), lab::out);
  }

  @Test
  void shouldCompressWhatCanBeCompressed() throws IOException {
    for (Map<?, ?> cell : cells("compression.*64KiB")) {
      boolean shrinks =
          !setting(cell, "codec").equals("NONE") && !setting(cell, "kind").equals("random");
      double ratio = count(cell, "ratio");
      assertTrue(shrinks ? ratio > 1.4 : ratio > 0.9 && ratio <= 1, cell::toString);
    }
  }

  @Test
  void shouldReplayInBothWays() throws IOException {
    List<Map<?, ?>> cells = cells("replay");
    assertEquals(
        List.of("sequential", "parallel", "parallel"),
        cells.stream().map(cell -> setting(cell, "way")).toList());
    assertEquals(2.0, cells.get(2).get("threads"));
    assertTrue(lab.out().contains("replay, 2 threads to sequential"), lab::out);
  }
}
