package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that are ended by SIGINT: what was complete is a valid report, and nothing else is left.
 */
@Timeout(120)
class InterruptTest {

  private static final int INTERRUPTED = 130;
  private static final Path KILL = Path.of("/bin/kill");
  private static final String IGNORED = "SigIgn:";

  /** Signal 2. */
  private static final long INT_BIT = 1 << 1;

  @TempDir Path directory;

  private final StringBuilder said = new StringBuilder();

  @BeforeAll
  static void needsInterrupts() throws IOException {
    assumeTrue(Files.isExecutable(KILL), "no /bin/kill to send SIGINT with");
    assumeFalse(
        ignoresInterrupts(),
        "whoever started this build ignores SIGINT, as shells have what they run in the background"
            + " do, and so would the lab");
  }

  /** Processes hand that on to those that they start, and a JVM leaves it as it is. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(IGNORED))
          .anyMatch(
              line ->
                  (Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16) & INT_BIT)
                      != 0);
    }
  }

  private static Process start(long heap, String... arguments) throws IOException {
    ProcessBuilder builder = ChildJvm.of(Lab.class, heap, List.of(arguments));
    builder.environment().put("LAB_TERMINAL", "true"); // then each step is told
    return builder.redirectErrorStream(true).start();
  }

  /** Interrupts it as soon as it has said these words, and takes up what else it says. */
  private void interrupt(Process lab, String words) throws IOException, InterruptedException {
    try (Reader output = lab.inputReader(StandardCharsets.UTF_8)) {
      for (int c = output.read(); c >= 0; c = output.read()) {
        said.append((char) c);
        if (said.indexOf(words) >= 0) {
          break;
        }
      }
      assertTrue(said.indexOf(words) >= 0, said::toString);
      assertEquals(
          0, new ProcessBuilder(KILL.toString(), "-INT", "" + lab.pid()).start().waitFor());
      for (int c = output.read(); c >= 0; c = output.read()) {
        said.append((char) c);
      }
      assertTrue(lab.waitFor(60, TimeUnit.SECONDS), said::toString);
      assertEquals(INTERRUPTED, lab.exitValue(), said::toString);
      assertTrue(said.indexOf("lab: interrupted; what was complete is in") >= 0, said::toString);
    } finally {
      lab.destroyForcibly();
    }
  }

  private RunReport report(String command) throws IOException {
    RunReport report = LabRun.requireReport(directory, command);
    assertEquals(RunReport.INTERRUPTED, report.warnings().get(0));
    assertFalse(report.cells().isEmpty(), said::toString);
    return report;
  }

  @Test
  void shouldLeaveTheGroupsOfAComparisonThatWereMeasured() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("long.experiment"),
            """
            experiment = compare
            title      = Too long
            question   = When does it end?
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
    Path out = directory.resolve(LabRun.REPORT);
    Process lab = start(768L << 20, "replay", file.toString(), "--out=" + out, "--dir=" + scratch);
    interrupt(lab, "preparing put, latchtree");
    Cell first = report("./lab replay").cells().get(0);
    assertEquals("COARSE_LOCK", first.settings().get("protocol"));
    assertEquals("short", first.settings().get("group"));
    assertEquals(100, first.rounds().size());
    assertTrue(Files.exists(out.resolve("partial").resolve("short.json")), "for --resume");
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList(), "nothing is left on the disk");
    }
  }

  @Test
  void shouldLeaveTheRoundsOfScaleThatWereComplete() throws Exception {
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    ProcessBuilder builder =
        ChildJvm.of(
            Lab.class,
            256L << 20,
            List.of(
                "scale",
                "--protocols=COARSE_LOCK,BLINK",
                "--waits=spin-then-park",
                "--threads=1,2",
                "--workloads=get",
                "--entries=1000",
                "--rounds=100",
                "--seconds=0.05",
                "--out=" + directory.resolve(LabRun.REPORT)));
    builder.environment().put("LAB_TERMINAL", "true");
    builder.command().add(1, "-Djava.io.tmpdir=" + scratch);
    interrupt(builder.redirectErrorStream(true).start(), "round 3 of 100");
    RunReport report = report("./lab scale");
    assertEquals(2 * 2, report.cells().size(), "2 protocols with 1 and 2 threads");
    for (Cell cell : report.cells()) {
      assertEquals(report.cells().get(0).rounds().size(), cell.rounds().size());
      assertTrue(cell.rounds().size() >= 2 && cell.rounds().size() < 100, cell::toString);
    }
    try (var left = Files.list(scratch)) {
      assertEquals(
          List.of(),
          left.filter(file -> file.getFileName().toString().startsWith("lab-")).toList(),
          "nothing is left on the disk");
    }
  }

  @Test
  void shouldLeaveTheRoundsOfPoolThatWereComplete() throws Exception {
    String out = "--out=" + directory.resolve(LabRun.REPORT);
    interrupt(
        start(256L << 20, "pool", "--only=latch sharedRead", "--millis=10", "--rounds=100", out),
        "round 2 of 100, latch sharedRead, STAMPED_LOCK");
    for (Cell cell : report("./lab pool").cells()) {
      assertEquals(1, cell.rounds().size(), cell::toString);
    }
  }
}
