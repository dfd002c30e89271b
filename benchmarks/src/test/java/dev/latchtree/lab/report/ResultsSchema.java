package dev.latchtree.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON of every command, as the module's README fixes it. */
public final class ResultsSchema {

  private static final Set<String> ENVIRONMENT =
      Set.of(
          "cpu",
          "cores",
          "memory",
          "largePages",
          "os",
          "fileSystem",
          "jdk",
          "jvmFlags",
          "checks",
          "commit",
          "configHash");
  private static final Set<String> ALWAYS =
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
          "rounds");
  private static final Set<String> OPTIONAL =
      Set.of("durability", "latencyMicros", "fsyncs", "errors", "counts", "configHash");
  private static final List<String> PERCENTILES = List.of("p50", "p95", "p99", "p999", "max");

  private ResultsSchema() {}

  /** Reads a file of results, checks its shape, and returns its cells. */
  public static List<Map<?, ?>> check(Path file, int rounds) throws IOException {
    return check(Files.readString(file), rounds);
  }

  static List<Map<?, ?>> check(String text, int rounds) {
    Map<?, ?> results = JsonReader.read(text);
    assertEquals(1.0, results.get("schema"));
    assertTrue(
        Set.of("schema", "environment", "limits", "cells", "report").containsAll(results.keySet()),
        results.keySet()::toString);
    assertEquals(ENVIRONMENT, map(results.get("environment")).keySet());
    if (results.containsKey("limits")) {
      map(results.get("limits"))
          .forEach(
              (name, limit) -> {
                if (!(limit instanceof Double)) {
                  assertEquals(Set.of("p50", "p99"), map(limit).keySet());
                }
              });
    }
    List<?> cells = assertInstanceOf(List.class, results.get("cells"));
    assertTrue(!cells.isEmpty());
    Object hash = map(results.get("environment")).get("configHash");
    for (Object cell : cells) {
      checkCell(map(cell), rounds);
      assertEquals(hash, map(cell).get("configHash"), "every row names its configuration");
    }
    return cells.stream().<Map<?, ?>>map(ResultsSchema::map).toList();
  }

  private static void checkCell(Map<?, ?> cell, int rounds) {
    assertTrue(cell.keySet().containsAll(ALWAYS), cell::toString);
    assertTrue(
        cell.keySet().stream().allMatch(name -> ALWAYS.contains(name) || OPTIONAL.contains(name)),
        cell::toString);
    map(cell.get("settings")).values().forEach(v -> assertInstanceOf(String.class, v));
    List<?> figures = assertInstanceOf(List.class, cell.get("rounds"));
    assertEquals(rounds, figures.size());
    assertTrue(number(cell, "min") <= number(cell, "median"), cell::toString);
    assertTrue(number(cell, "median") <= number(cell, "max"), cell::toString);
    if (cell.containsKey("latencyMicros")) {
      Map<?, ?> latency = map(cell.get("latencyMicros"));
      assertEquals(PERCENTILES, List.copyOf(latency.keySet()));
      double before = 0;
      for (String percentile : PERCENTILES) {
        assertTrue(number(latency, percentile) >= before, latency::toString);
        before = number(latency, percentile);
      }
    }
    if (cell.containsKey("counts")) {
      map(cell.get("counts")).values().forEach(v -> assertInstanceOf(Double.class, v));
    }
  }

  public static Map<?, ?> map(@Nullable Object value) {
    return assertInstanceOf(Map.class, value);
  }

  public static double number(Map<?, ?> map, String name) {
    return assertInstanceOf(Double.class, Objects.requireNonNull(map.get(name), name));
  }
}
