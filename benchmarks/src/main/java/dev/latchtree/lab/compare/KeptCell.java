package dev.latchtree.lab.compare;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cell has shown, without what its plan knows anyway.
 *
 * @param place of the cell in its group's plan
 * @param rounds one figure each
 * @param latencyMicros p50, p95, p99, p999 and max, or empty
 * @param fsyncs one number, or empty
 * @param errors one number, or empty
 * @param countNames of the counts
 * @param counts in the same order
 */
public record KeptCell(
    int place,
    List<Double> rounds,
    List<Double> latencyMicros,
    List<Double> fsyncs,
    List<Double> errors,
    List<String> countNames,
    List<Double> counts) {

  static KeptCell of(int place, Cell cell) {
    LatencyMicros latency = cell.latency();
    return new KeptCell(
        place,
        cell.rounds(),
        latency == null
            ? List.of()
            : List.of(latency.p50(), latency.p95(), latency.p99(), latency.p999(), latency.max()),
        maybe(cell.fsyncs()),
        maybe(cell.errors()),
        List.copyOf(cell.counts().keySet()),
        List.copyOf(cell.counts().values()));
  }

  /** The cell again. */
  Cell cell(String experiment, GroupPlan.Planned planned) {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < countNames.size(); i++) {
      byName.put(countNames.get(i), counts.get(i));
    }
    List<Double> p = new ArrayList<>(latencyMicros);
    return new Cell(
        experiment,
        planned.spec().workload(),
        planned.spec().engine(),
        planned.spec().settings(),
        planned.spec().durability(),
        planned.spec().threads(),
        planned.spec().unit(),
        rounds,
        p.isEmpty() ? null : new LatencyMicros(p.get(0), p.get(1), p.get(2), p.get(3), p.get(4)),
        only(fsyncs),
        only(errors),
        byName);
  }

  private static List<Double> maybe(@Nullable Long value) {
    return value == null ? List.of() : List.of((double) value);
  }

  private static @Nullable Long only(List<Double> values) {
    return values.isEmpty() ? null : (Long) values.get(0).longValue();
  }
}
