package dev.latchtree.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {

  private static final Path HERE = Path.of(".");

  private static String json(Map<String, Object> limits, Cell... cells) {
    return Json.write(Results.of(Environment.describe(HERE, "test"), limits, List.of(cells)));
  }

  @Test
  void shouldLeaveOutWhatDoesNotApply() {
    Cell cell = new Cell("e", "w", "engine", Map.of(), 1, "ns/op", List.of(2.0, 1.0));
    String text = json(Map.of(), cell);
    Map<?, ?> read = ResultsSchema.check(text, 2).get(0);
    assertEquals(
        Set.of(
            "experiment",
            "workload",
            "engine",
            "settings",
            "threads",
            "unit",
            "median",
            "min",
            "max",
            "rounds",
            "configHash"),
        read.keySet());
    assertEquals(1.5, read.get("median"));
    assertEquals(Set.of("schema", "environment", "cells"), JsonReader.read(text).keySet());
  }

  @Test
  void shouldSayEverythingThatApplies() {
    Cell cell =
        new Cell(
            "e",
            "w",
            "engine",
            Map.of("policy", "GROUP"),
            "POWER_SAFE",
            2,
            "ops/s",
            List.of(3.0),
            new LatencyMicros(1, 2, 3, 4, 5),
            7L,
            0L,
            Map.of("groupSize", 2.5));
    String text = json(Map.of("appendFsyncMicros", Map.of("p50", 80.0, "p99", 200.0)), cell);
    Map<?, ?> read = ResultsSchema.check(text, 1).get(0);
    assertEquals(7.0, read.get("fsyncs"));
    assertEquals(0.0, read.get("errors"), "none is a count, and applies");
    assertEquals("POWER_SAFE", read.get("durability"));
    assertEquals(Map.of("groupSize", 2.5), read.get("counts"));
    assertEquals(
        Map.of("p50", 1.0, "p95", 2.0, "p99", 3.0, "p999", 4.0, "max", 5.0),
        read.get("latencyMicros"));
  }

  @Test
  void shouldReadWhatItWrote(@TempDir Path directory) throws IOException {
    Cell full =
        new Cell(
            "e",
            "w",
            "engine",
            Map.of("policy", "a \"b\" \n\t\\ \u2028 \ud800"),
            "POWER_SAFE",
            2,
            "ops/s",
            List.of(3.0, 0.1),
            new LatencyMicros(1, 2, 3, 4, 5),
            7L,
            0L,
            Map.of("groupSize", 2.5));
    Cell bare = new Cell("e", "w", "engine", Map.of(), 1, "ns/op", List.of(2.0));
    Path file = directory.resolve("r.json");
    Results.write(
        file,
        Results.of(
            Environment.describe(HERE, "test"),
            Map.of("appendFsyncMicros", Map.of("p50", 80.5, "p99", 200.25), "reads", 1_800_000L),
            List.of(full, bare)));
    Measurements read = Results.read(file);
    assertEquals(List.of(full, bare), read.cells());
    assertEquals(
        Map.of("appendFsyncMicros", Map.of("p50", 80.5, "p99", 200.25), "reads", 1_800_000L),
        read.limits());
    assertEquals(
        (long) Runtime.getRuntime().availableProcessors(), read.environment().get("cores"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '$',
      value = {
        "{~ line 1: it ends in the middle",
        "[1]~ line 1: not an object",
        "{\"schema\": 1} x~ line 1: something behind the end",
        "{\"a\": 1, \"a\": 2}~ line 1: twice: a",
        "{\"a\": \"\\x\"}~ an unknown escape: \\x",
        "{\"a\": \"\\u00g0\"}~ without four hexadecimal digits",
        "{\"a\": frue}~ no value: 'f'",
        "{}~ it has no 'schema'; results are what commands write with --json",
        "{\"schema\": 2}~ its schema is 2.0, and this lab reads 1",
        "{\"schema\": 1, \"cells\": [3]}~ 'cells' is no object: 3.0",
        "{\"schema\": 1, \"cells\": [{\"rounds\": []}]}~ a cell has no rounds",
        "{\"schema\": 1, \"cells\": [{\"rounds\": [1]}]}~ 'cells.experiment' is not text: null",
        "{\"schema\": 1, \"cells\": [{\"rounds\": [\"1\"]}]}~ 'cells.rounds' is not numbers",
      })
  void shouldSayWhatIsWrongWithAFile(String content, String expected, @TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("r.json");
    Files.writeString(file, content);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Results.read(file)).toString();
    assertTrue(message.contains(file + " has no results of the lab: "), message);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void shouldNotDigTooDeep() {
    String deep = "{\"a\": " + "[".repeat(100_000);
    String message =
        assertThrows(IllegalArgumentException.class, () -> JsonReader.read(deep)).toString();
    assertTrue(message.contains("more than 64 brackets deep"), message);
    assertEquals(Map.of("b", 1.0), JsonReader.read("{\"a\": null, \"b\": 1}"));
  }

  @Test
  void shouldWriteARowForEachRoundForOtherTools() {
    Cell one =
        new Cell("e", "a,b", "say \"x\"", Map.of("keys", "9"), 2, "ops/s", List.of(3.0, 4.5));
    Cell other = new Cell("e", "w", "engine", Map.of(), 1, "ops/s", List.of(2.0));
    assertEquals(
        List.of(
            "configHash,experiment,workload,engine,settings.keys,durability,threads,unit,round,value,"
                + "latencyMicros.p50,latencyMicros.p95,latencyMicros.p99,latencyMicros.p999,"
                + "latencyMicros.max,fsyncs,errors",
            "12ab,e,\"a,b\",\"say \"\"x\"\"\",9,,2,ops/s,1,3.0,,,,,,,",
            "12ab,e,\"a,b\",\"say \"\"x\"\"\",9,,2,ops/s,2,4.5,,,,,,,",
            "12ab,e,w,engine,,,1,ops/s,1,2.0,,,,,,,"),
        CsvWriter.write("12ab", List.of(one, other)).lines().toList());
  }

  @Test
  void shouldNoticeResultsOfAnotherShape() {
    Cell cell = new Cell("e", "w", "engine", Map.of(), 1, "ns/op", List.of(2.0));
    String right = json(Map.of(), cell);
    assertThrows(
        AssertionError.class, () -> ResultsSchema.check(right.replace("\"unit\"", "\"units\""), 1));
    assertThrows(AssertionError.class, () -> ResultsSchema.check(right, 2));
  }

  @Test
  void shouldWriteFiguresAsPeopleReadThem() {
    assertEquals("-", Figures.number(null));
    assertEquals("0", Figures.number(0));
    assertEquals("1,234,567", Figures.number(1_234_567.4));
    assertEquals("12.3", Figures.number(12.34));
    assertEquals("1.23", Figures.number(1.234));
    assertEquals("0.25ms", Figures.duration(Duration.ofNanos(250_000)));
    assertEquals("5ms", Figures.duration(Duration.ofMillis(5)));
    assertEquals("2s", Figures.duration(Duration.ofSeconds(2)));
    assertEquals("1000B", Figures.bytes(1000));
    assertEquals("4KiB", Figures.bytes(4096));
    assertEquals("64MiB", Figures.bytes(64 << 20));
  }

  @Test
  void shouldSayWhichTargetsAreMissed() {
    Target least = Target.atLeast("fast", 2, 2, "");
    Target most = Target.atMost("slow", 1.2, 1.15, "");
    assertTrue(least.met());
    assertTrue(!most.met());
    StringWriter out = new StringWriter();
    Target.print(List.of(least, most), new PrintWriter(out));
    assertTrue(out.toString().contains("| met "), out::toString);
    assertTrue(out.toString().contains("| MISSED "), out::toString);
  }

  @Test
  void shouldLineUpTables() {
    Table table = new Table("name", ">figure");
    table.row("a", "1");
    table.row("longer", "1,000");
    StringWriter out = new StringWriter();
    table.print(new PrintWriter(out));
    assertEquals(
        """
        | name   | figure |
        |--------|-------:|
        | a      |      1 |
        | longer |  1,000 |
        """,
        out.toString().replace(System.lineSeparator(), "\n"));
    assertThrows(IllegalArgumentException.class, () -> table.row("too few"));
  }
}
