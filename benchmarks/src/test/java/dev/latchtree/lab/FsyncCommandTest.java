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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FsyncCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--threads 0           | --threads must be 1 to 1024: 0",
        "--threads 1,x         | --threads",
        "--payload -1          | --payload must be 0 to 1048576: -1",
        "--rounds 101          | --rounds must be 1 to 100: 101",
        "--seconds 0           | --seconds must be 0.01 to 3600: 0",
        "--sync-latency 2      | '2' is no duration: 250us, 2ms, 1s",
        "--sync-latency 2s     | --sync-latency must be 0ms to 1s: 2000ms",
        "--open-loop -5        | --open-loop must be 1 to 10000000 commits a second: -5",
        "--only [              | --only",
        "--only nonsense       | no cell's name contains 'nonsense'",
        "--dir /nowhere/at/all | --dir is no directory: /nowhere/at/all; create it",
        "--json /nowhere/file  | --json cannot be written",
      })
  void shouldNameValueLimitAndRemedyOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("fsync " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldExplainItself() {
    assertEquals(0, lab.run("fsync", "--help"));
    for (String option : List.of("--threads", "--sweep", "--sync-latency", "--dir", "--json")) {
      assertTrue(lab.out().contains(option), option);
    }
  }

  @Test
  void shouldMeasureEveryPolicyBesideTheRawDisk() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            2,
            "fsync",
            "--threads=1,2",
            "--rounds=2",
            "--seconds=0.03",
            "--only=ALWAYS|1ms|OS");
    assertEquals(1 + 2 * 7, cells.size());
    assertEquals("raw", cells.get(0).get("engine"));
    assertFalse(ResultsSchema.map(cells.get(0).get("settings")).containsKey("policy"));
    assertTrue(
        ResultsSchema.map(
                JsonReader.read(Files.readString(directory.resolve(LabRun.JSON))).get("limits"))
            .containsKey("appendFsyncMicros"));
    for (Map<?, ?> cell : cells.subList(1, cells.size())) {
      Map<?, ?> settings = ResultsSchema.map(cell.get("settings"));
      boolean hasWindow = !String.valueOf(settings.get("policy")).matches("ALWAYS|OS");
      assertEquals(hasWindow, settings.containsKey("window"), settings::toString);
      assertEquals(0.0, cell.get("errors"));
      assertTrue(ResultsSchema.number(cell, "min") > 0, cell::toString);
      if ("ALWAYS".equals(settings.get("policy"))) {
        Map<?, ?> counts = ResultsSchema.map(cell.get("counts"));
        assertTrue(ResultsSchema.number(counts, "recordsPerFsync") <= 1.01, cell::toString);
      }
    }
    assertTrue(cells.stream().anyMatch(cell -> "log thread".equals(cell.get("engine"))));
    assertTrue(lab.out().contains("GROUP, 1 writer: p50 latency to raw"), lab::out);
    assertTrue(lab.out().contains("its own machine"), lab::out);
    assertFalse(lab.out().contains("odelled"), lab::out);
  }

  @Test
  void shouldLabelAModelledDiskWhereverItIsShown() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            1,
            "fsync",
            "--threads=32",
            "--rounds=1",
            "--seconds=0.05",
            "--sync-latency=2ms",
            "--only=ADAPTIVE");
    assertFalse(ResultsSchema.map(cells.get(0).get("settings")).containsKey("disk"));
    for (Map<?, ?> cell : cells.subList(1, cells.size())) {
      assertEquals(
          "modelled disk, syncs 2ms longer", ResultsSchema.map(cell.get("settings")).get("disk"));
      Map<?, ?> latency = ResultsSchema.map(cell.get("latencyMicros"));
      assertTrue(ResultsSchema.number(latency, "p50") >= 2_000, cell::toString);
    }
    assertTrue(lab.out().contains("MODELLED DISK: every sync takes 2ms longer"), lab::out);
    assertTrue(lab.out().contains("32 / sync latency, modelled disk"), lab::out);
  }

  @Test
  void shouldSweepWindowsInBothKindsOfLoop() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(
            directory,
            1,
            "fsync",
            "--sweep",
            "--threads=1,2",
            "--rounds=1",
            "--seconds=0.05",
            "--open-loop=300",
            "--only=0.25ms|GREEDY");
    assertEquals(
        List.of("closed", "closed", "closed", "open 300/s", "open 300/s", "open 300/s"),
        cells.subList(1, cells.size()).stream()
            .map(cell -> ResultsSchema.map(cell.get("settings")).get("loop"))
            .toList());
    for (Map<?, ?> cell : cells.subList(1, cells.size())) {
      assertEquals(2.0, cell.get("threads"));
    }
  }
}
