package dev.latchtree.lab.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One measured point: what ran, with which settings, and its result in each interleaved round. What
 * does not apply is {@code null} (or an empty map) here and absent in JSON.
 *
 * @param experiment the command that measured it
 * @param workload what was done
 * @param engine what did it
 * @param settings everything else that was chosen
 * @param durability what an operation had reached when it returned
 * @param threads how many did it at the same time
 * @param unit of all figures
 * @param rounds one figure a round
 * @param latency of single operations, over all rounds
 * @param fsyncs how many there were, in all rounds together
 * @param errors operations that failed, in all rounds together
 * @param counts what else was counted, by name: medians over the rounds
 */
public record Cell(
    String experiment,
    String workload,
    String engine,
    Map<String, String> settings,
    @Nullable String durability,
    int threads,
    String unit,
    List<Double> rounds,
    @Nullable LatencyMicros latency,
    @Nullable Long fsyncs,
    @Nullable Long errors,
    Map<String, Double> counts) {

  /** A cell of which only the figure is known. */
  public Cell(
      String experiment,
      String workload,
      String engine,
      Map<String, String> settings,
      int threads,
      String unit,
      List<Double> rounds) {
    this(
        experiment,
        workload,
        engine,
        settings,
        null,
        threads,
        unit,
        rounds,
        null,
        null,
        null,
        Map.of());
  }

  public double median() {
    return medianOf(rounds);
  }

  public double min() {
    return Collections.min(rounds);
  }

  public double max() {
    return Collections.max(rounds);
  }

  /** The same with its first rounds only. */
  public Cell first(int count) {
    return count >= rounds.size()
        ? this
        : new Cell(
            experiment,
            workload,
            engine,
            settings,
            durability,
            threads,
            unit,
            rounds.subList(0, count),
            latency,
            fsyncs,
            errors,
            counts);
  }

  /** The same with one more setting. */
  public Cell with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, value);
    return new Cell(
        experiment,
        workload,
        engine,
        more,
        durability,
        threads,
        unit,
        rounds,
        latency,
        fsyncs,
        errors,
        counts);
  }

  /** The same with the unit of another, for those who know that both count the same thing. */
  public Cell inUnitOf(Cell other) {
    return new Cell(
        experiment,
        workload,
        engine,
        settings,
        durability,
        threads,
        other.unit,
        rounds,
        latency,
        fsyncs,
        errors,
        counts);
  }

  /** The value in the middle; of an even number of values, between the two in the middle. */
  public static double medianOf(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /**
   * The latency, for those who know that it was measured.
   *
   * @throws IllegalStateException if it was not
   */
  public LatencyMicros requireLatency() {
    return require(latency, () -> "no latency");
  }

  /** The count of this name, or {@code null} if it does not apply. */
  public @Nullable Double count(String name) {
    return counts.get(name);
  }

  private <T> T require(@Nullable T value, Supplier<String> what) {
    if (value == null) {
      throw new IllegalStateException(what.get() + " in the cell " + workload + " " + settings);
    }
    return value;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("experiment", experiment);
    map.put("workload", workload);
    map.put("engine", engine);
    map.put("settings", settings);
    putIfKnown(map, "durability", durability);
    map.put("threads", threads);
    map.put("unit", unit);
    map.put("median", median());
    map.put("min", min());
    map.put("max", max());
    map.put("rounds", rounds);
    putIfKnown(map, "latencyMicros", latency == null ? null : latency.toMap());
    putIfKnown(map, "fsyncs", fsyncs);
    putIfKnown(map, "errors", errors);
    putIfKnown(map, "counts", counts.isEmpty() ? null : counts);
    return map;
  }

  private static void putIfKnown(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }
}
