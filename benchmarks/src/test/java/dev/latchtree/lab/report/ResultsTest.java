package dev.latchtree.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
            "rounds"),
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
