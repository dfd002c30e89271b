package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.lab.report.JsonReader;
import dev.latchtree.lab.report.ResultsSchema;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CompareInterruptTest {

  private static final int INTERRUPTED = 130;

  @TempDir Path directory;

  /** Ends the run by SIGINT as soon as its first group is kept and the second one is measured. */
  @Test
  void shouldLeaveAValidPartOfTheReportAndNothingElse() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill to send SIGINT with");
    Path file =
        Files.writeString(
            directory.resolve("long.experiment"),
            """
            experiment = compare
            title      = Too long
            rounds     = 100
            seconds    = 0.01
            [short]
            engines   = COARSE_LOCK
            workloads = get
            threads   = 1
            entries   = 1000
            [endless]
            engines   = COARSE_LOCK, ConcurrentSkipListMap:bytes
            workloads = get, put, mixed, scan
            threads   = 1, 2, 3, 4, 5, 6, 7, 8
            entries   = 1000
            """);
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        ChildJvm.of(
            Lab.class,
            768L << 20,
            List.of("replay", file.toString(), "--out=" + out, "--dir=" + scratch));
    Process lab = builder.redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = lab.inputReader(StandardCharsets.UTF_8)) {
      awaitFirstGroup(out.resolve("partial").resolve("short.json"), lab);
      assertEquals(0, new ProcessBuilder("/bin/kill", "-INT", "" + lab.pid()).start().waitFor());
      lines.lines().forEach(line -> said.append(line).append('\n'));
      assertTrue(lab.waitFor(60, TimeUnit.SECONDS), said::toString);
      assertEquals(INTERRUPTED, lab.exitValue(), said::toString);
    } finally {
      lab.destroyForcibly();
    }
    assertTrue(
        said.toString().contains("lab: interrupted; what was complete is in"), said::toString);
    Map<?, ?> results = JsonReader.read(Files.readString(out.resolve("results.json")));
    List<?> cells = assertInstanceOf(List.class, results.get("cells"));
    assertTrue(!cells.isEmpty(), results::toString);
    Map<?, ?> settings = ResultsSchema.map(ResultsSchema.map(cells.get(0)).get("settings"));
    assertEquals("COARSE_LOCK", settings.get("protocol"));
    assertEquals("short", settings.get("group"));
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList(), "nothing is left on the disk");
    }
  }

  private static void awaitFirstGroup(Path kept, Process lab) throws InterruptedException {
    while (!Files.exists(kept)) {
      assertFalse(lab.waitFor(20, TimeUnit.MILLISECONDS), "it has ended before it was interrupted");
    }
  }
}
