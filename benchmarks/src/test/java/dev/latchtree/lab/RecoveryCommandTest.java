package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class RecoveryCommandTest {

  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--sizes 0         | --sizes must be 1 to 16384: 0",
        "--keys 99         | --keys must be 100 to 100000000: 99",
        "--objective 99ms  | --objective must be 100ms to 60s: 99ms",
        "--objective 61s   | --objective must be 100ms to 60s: 61000ms",
        "--rounds 101      | --rounds must be 1 to 100: 101",
      })
  void shouldNameValueAndLimitsOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("recovery " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldExplainItself() {
    assertEquals(0, lab.run("recovery", "--help"));
    assertTrue(lab.out().contains("--objective"), lab::out);
  }

  @Test
  void shouldOpenWhatKilledProcessesLeft() throws IOException {
    List<Map<?, ?>> cells =
        lab.measure(directory, 1, "recovery", "--sizes=1,4", "--keys=1000", "--rounds=1");
    assertEquals(5, cells.size(), "2 sizes with 1 and 2 threads, and one with checkpoints");
    double before = 0;
    for (Map<?, ?> cell : cells.subList(0, 4)) {
      Map<?, ?> counts = ResultsSchema.map(cell.get("counts"));
      assertEquals("ms of redo", cell.get("unit"));
      assertTrue(ResultsSchema.number(counts, "mebibytesRead") >= before, cell::toString);
      assertTrue(ResultsSchema.number(counts, "records") > 0, cell::toString);
      before = ResultsSchema.number(counts, "mebibytesRead");
    }
    assertTrue(before > 2, "most of 4 MiB was redone: " + before);
    assertTrue(lab.out().contains("time with 1 thread to 2"), lab::out);
  }

  @Test
  void shouldKillAStoreUnderAPromiseAgainAndAgain() throws IOException {
    Map<?, ?> cell =
        lab.measure(
                directory,
                2,
                "recovery",
                "--objective",
                "2s",
                "--keys=1000",
                "--rounds=2",
                "--seconds=0.1")
            .get(0);
    assertEquals("2s", ResultsSchema.map(cell.get("settings")).get("promised"));
    assertTrue(ResultsSchema.number(cell, "max") * MEBIBYTE > 0, cell::toString);
    assertTrue(lab.out().contains("2 kills at random moments"), lab::out);
    assertTrue(lab.out().contains("found sound"), lab::out);
    assertTrue(lab.out().contains("largest log to redo"), lab::out);
  }
}
