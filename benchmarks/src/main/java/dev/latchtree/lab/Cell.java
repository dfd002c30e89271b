package dev.latchtree.lab;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measured point: what ran, with which settings, and its result in each interleaved round.
 *
 * @param experiment the command that measured it
 * @param workload what was done
 * @param engine what did it
 * @param settings everything else that was chosen
 * @param threads how many did it at the same time
 * @param unit of all figures
 * @param rounds one figure a round
 */
record Cell(
    String experiment,
    String workload,
    String engine,
    Map<String, String> settings,
    int threads,
    String unit,
    double[] rounds) {

  double median() {
    double[] sorted = sorted();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double min() {
    return sorted()[0];
  }

  double max() {
    return sorted()[rounds.length - 1];
  }

  private double[] sorted() {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("experiment", experiment);
    map.put("workload", workload);
    map.put("engine", engine);
    map.put("settings", settings);
    map.put("threads", threads);
    map.put("unit", unit);
    map.put("median", median());
    map.put("min", min());
    map.put("max", max());
    map.put("rounds", Arrays.stream(rounds).boxed().toList());
    return map;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cell cell && toMap().equals(cell.toMap());
  }

  @Override
  public int hashCode() {
    return toMap().hashCode();
  }
}
