package dev.latchtree.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
    List<Double> rounds) {

  double median() {
    List<Double> sorted = rounds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return Collections.min(rounds);
  }

  double max() {
    return Collections.max(rounds);
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
    map.put("rounds", rounds);
    return map;
  }
}
