package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.ResultsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ReplayCommandTest {

  @TempDir Path directory;

  private final LabRun lab = new LabRun();

  private Path file(String text) throws IOException {
    return Files.writeString(
        directory.resolve("mine.experiment"), text.replace("\\n", "\n") + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "experiment = fsnyc                           | :1: experiment: there is no 'fsnyc'; is it 'fsync'?",
        "experiment = compare\\nalso = latch-maps\\n[a]\\nengines = BLINK\\nworkloads = get\\nthreads = 1 | :2: also: there is no 'latch-maps'; is it 'latch-map'?",
        "experiment = verify                          | :1: experiment: there is no 'verify'",
        "experiment = fsync\\nthread = 1              | :2: the head has no 'thread'; is it 'threads'?",
        "experiment = fsync\\nthreads = 1, x          | :2: ",
        "experiment = fsync\\npayload = many          | 'many' is not an int",
        "experiment = fsync\\n[one]                   | :2: [one]: only compare has sections",
        "experiment = fsync\\n\\nthreads = 1, 2000    | :3: --threads must be 1 to 1024: 2000",
        "experiment = roadmap\\nsync-latency = 2      | '2' is no duration: 250us, 2ms, 1s",
        "experiment = compare                         | :1: there is no [section]",
        "experiment = compare\\ntargets = x\\n[a]\\nengines = BLINK\\nworkloads = get\\nthreads = 1 | :2: targets: there is no 'x'; there are: none, tree, peers",
        "experiment = compare\\n[a]\\nengines = BLINK  | :2: [a] needs 'workloads'",
        "experiment = compare\\n[a]\\nengines = BLINX\\nworkloads = get\\nthreads = 1 | :3: engines: there is no 'BLINX'",
        "experiment = compare\\n[a]\\nengines = BLINK\\nworkloads = gett\\nthreads = 1 | :4: workloads: there is no 'gett'; is it 'get'?",
        "experiment = compare\\n[a]\\nengines = BLINK\\nworkloads = get\\nthreads = 129 | :5: threads: '129' is no whole number from 1 to 128",
        "experiment = compare\\n[a]\\nengines = BLINK\\nworkloads = get\\nthreads = 1\\nmode = disk | :6: mode: there is no 'disk'; there are: memory, relaxed, durable",
        "experiment = compare\\n[a]\\nengines = BLINK\\nworkloads = get\\nthreads = 1\\ncache = 5 | :6: cache: there is no '5'; there are: all, whole numbers of MiB or GiB",
        "experiment = compare\\n[a]\\nengines = BLINK\\nworkloads = get\\nthreads = 1\\nentrys = 5 | :6: [a] has no 'entrys'; is it 'entries'?",
      })
  void shouldNameFileLineAndWhatIsAllowed(String text, String expected) throws IOException {
    Path file = file(text);
    assertEquals(2, lab.run("replay", file.toString()));
    assertTrue(lab.err().contains(expected), lab::err);
    assertTrue(!expected.startsWith(":") || lab.err().contains(file + expected), lab::err);
  }

  @Test
  void shouldSayThatThereIsNoSuchFile() {
    assertEquals(2, lab.run("replay", directory.resolve("nothing").toString()));
    assertTrue(lab.err().contains("no experiment of this name is built in; --list"), lab::err);
    assertEquals(2, lab.run("replay"));
    assertTrue(lab.err().contains("Which FILE?"), lab::err);
  }

  @Test
  void shouldRunWhatAFileSaysUnlessTheCommandLineSaysOtherwise() throws IOException {
    Path json = directory.resolve("results.json");
    Path file =
        file("experiment = fsync\nthreads = 1, 2\nonly = ALWAYS\nrounds = 1\nseconds = 0.02");
    assertEquals(
        0,
        lab.run("replay", file.toString(), "--rounds", "2", "--dir=" + directory, "--json=" + json),
        lab::err);
    List<Map<?, ?>> cells = ResultsSchema.check(json, 2);
    assertEquals(1 + 2, cells.size(), "the raw disk, and ALWAYS by 1 and 2 threads");
    assertEquals("128B", ResultsSchema.map(cells.get(1).get("settings")).get("payload"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crud         | stores = 1\\nworkers = 1\\nentries = 10\\nengines = BLINK",
        "write-stress | tables = page-latches\\nentries = 100\\nclients = 1\\np95 = 1ms\\nmost = 50",
        "quick-wins   | users = 1\\nvalues = 8\\nentries = 10\\nvariants = before",
      })
  void shouldNameTheFileAsWhatReCreatesItsReport(String kind, String lines) throws IOException {
    Path file = file("experiment = " + kind + "\\ntitle = Mine\\nquestion = Why?\\n" + lines);
    Path out = directory.resolve(LabRun.REPORT);
    assertEquals(
        0,
        lab.run(
            "replay",
            file.toString(),
            "--rounds=1",
            "--seconds=0.05",
            "--dir=" + directory,
            "--out=" + out),
        lab::err);
    String command = "./lab replay " + file;
    RunReport report = LabRun.requireReport(directory, command);
    assertEquals(List.of("Mine", "Why?"), List.of(report.title(), report.question()));
    assertEquals(
        command + " --rounds=1 --seconds=0.05 --dir=" + directory + " --out=" + out,
        report.command());
    assertTrue(Files.readString(out.resolve("index.html")).contains(command));
  }

  @Test
  void shouldQuoteWhatAShellWouldTakeApart() {
    assertEquals(
        "./lab fsync --only 'GROUP|OS' '' 'it'\\''s' --dir=/tmp/x",
        Typed.line(List.of("fsync", "--only", "GROUP|OS", "", "it's", "--dir=/tmp/x")));
  }

  @Test
  void shouldCompareInGroupsOfSeveralModesAndShapes() throws IOException {
    Path json = directory.resolve("results.json");
    Path file =
        file(
            """
            experiment = compare
            title      = Mine
            question   = Which one?
            targets    = peers
            rounds     = 2
            seconds    = 0.02

            [memory]
            engines   = OPTIMISTIC_BLINK, ConcurrentSkipListMap:bytes
            workloads = get, scan
            threads   = 1, 2
            entries   = 1000

            [durable]
            engines   = OPTIMISTIC_BLINK, BLINK, ConcurrentSkipListMap
            workloads = put, insert
            threads   = 2
            mode      = durable
            entries   = 1000
            keys      = url
            value     = 8

            [evicting]
            engines   = OPTIMISTIC_BLINK
            workloads = get
            threads   = 1
            mode      = relaxed
            entries   = 20000
            value     = 1000
            cache     = 8MiB
            """);
    Path out = directory.resolve("out");
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    assertEquals(
        0,
        lab.run("replay", file.toString(), "--out=" + out, "--json=" + json, "--dir=" + scratch),
        lab::err);
    List<Map<?, ?>> cells = ResultsSchema.check(json, 2);
    assertEquals(8 + 4 + 1, cells.size());
    for (Map<?, ?> cell : cells) {
      Map<?, ?> settings = ResultsSchema.map(cell.get("settings"));
      String tier =
          switch (String.valueOf(settings.get("mode"))) {
            case "memory" -> "MEMORY";
            case "relaxed" -> "PROCESS_SAFE";
            default -> "POWER_SAFE";
          };
      assertEquals(tier, cell.get("durability"), cell::toString);
      assertTrue(
          !tier.equals("POWER_SAFE") || cell.containsKey("latencyMicros"),
          () -> "each wait for a disk is timed: " + cell);
      assertTrue(ResultsSchema.number(cell, "min") > 0, cell::toString);
    }
    String said = lab.out();
    assertTrue(said.contains("Left out, since they cannot: ConcurrentSkipListMap:bytes"), said);
    assertTrue(said.contains("scan, 2 threads, to the skip list, memory"), said);
    assertTrue(said.contains("memoryReadsPerSecond"), said);
    assertTrue(said.contains("appendFsyncMicros"), said);
    assertTrue(Files.size(out.resolve("results.json")) > 0);
    assertTrue(Files.notExists(out.resolve("partial")), "what was kept for --resume is gone");
    try (var left = Files.list(scratch)) {
      assertEquals(0, left.count());
    }
  }
}
