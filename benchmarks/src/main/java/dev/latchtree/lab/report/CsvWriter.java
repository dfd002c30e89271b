package dev.latchtree.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cells as comma-separated values for other tools: a row for each round of each cell, a column for
 * each setting and each count that any cell has. What does not apply is empty.
 */
public final class CsvWriter {

  private final String configHash;
  private final Set<String> settings = new LinkedHashSet<>();
  private final Set<String> counts = new LinkedHashSet<>();
  private final StringBuilder text = new StringBuilder();

  private CsvWriter(String configHash, List<Cell> cells) {
    this.configHash = configHash;
    cells.forEach(
        cell -> {
          settings.addAll(cell.settings().keySet());
          counts.addAll(cell.counts().keySet());
        });
  }

  /** All of it, with a line of titles; the hash is in every row. */
  public static String write(String configHash, List<Cell> cells) {
    CsvWriter writer = new CsvWriter(configHash, cells);
    writer.titles();
    cells.forEach(writer::rows);
    return writer.text.toString();
  }

  private void titles() {
    List<@Nullable Object> titles =
        new ArrayList<>(List.of("configHash", "experiment", "workload", "engine"));
    settings.forEach(name -> titles.add("settings." + name));
    titles.addAll(List.of("durability", "threads", "unit", "round", "value"));
    for (String percentile : List.of("p50", "p95", "p99", "p999", "max")) {
      titles.add("latencyMicros." + percentile);
    }
    titles.addAll(List.of("fsyncs", "errors"));
    counts.forEach(name -> titles.add("counts." + name));
    line(titles);
  }

  private void rows(Cell cell) {
    for (int round = 0; round < cell.rounds().size(); round++) {
      List<@Nullable Object> row =
          new ArrayList<>(List.of(configHash, cell.experiment(), cell.workload(), cell.engine()));
      settings.forEach(name -> row.add(cell.settings().get(name)));
      row.add(cell.durability());
      row.addAll(List.of(cell.threads(), cell.unit(), round + 1, cell.rounds().get(round)));
      LatencyMicros latency = cell.latency();
      row.add(latency == null ? null : latency.p50());
      row.add(latency == null ? null : latency.p95());
      row.add(latency == null ? null : latency.p99());
      row.add(latency == null ? null : latency.p999());
      row.add(latency == null ? null : latency.max());
      row.add(cell.fsyncs());
      row.add(cell.errors());
      counts.forEach(name -> row.add(cell.count(name)));
      line(row);
    }
  }

  private void line(List<@Nullable Object> values) {
    String separator = "";
    for (Object value : values) {
      text.append(separator).append(value == null ? "" : quoted(value.toString()));
      separator = ",";
    }
    text.append("\r\n");
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
