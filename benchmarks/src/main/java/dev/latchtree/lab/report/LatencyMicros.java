package dev.latchtree.lab.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long operations took, in microseconds: percentiles over all rounds of a cell. */
public record LatencyMicros(double p50, double p95, double p99, double p999, double max) {

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("p50", p50);
    map.put("p95", p95);
    map.put("p99", p99);
    map.put("p999", p999);
    map.put("max", max);
    return map;
  }
}
