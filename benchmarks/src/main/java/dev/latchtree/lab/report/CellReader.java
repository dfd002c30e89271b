package dev.latchtree.lab.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a cell of what {@link Cell#toMap} gave. */
record CellReader(Members row) {

  Cell cell() {
    List<Double> rounds = row.numbers("rounds");
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("a cell has no rounds: " + row.map());
    }
    return new Cell(
        row.text("experiment"),
        row.text("workload"),
        row.text("engine"),
        row.has("settings") ? row.object("settings").texts() : Map.of(),
        row.maybeText("durability"),
        (int) row.number("threads"),
        row.text("unit"),
        rounds,
        row.has("latencyMicros") ? latency(row.object("latencyMicros")) : null,
        whole(row.maybeNumber("fsyncs")),
        whole(row.maybeNumber("errors")),
        row.has("counts") ? row.object("counts").numbers() : Map.of());
  }

  private static @Nullable Long whole(@Nullable Double number) {
    return number == null ? null : number.longValue();
  }

  private static LatencyMicros latency(Members members) {
    return new LatencyMicros(
        members.number("p50"),
        members.number("p95"),
        members.number("p99"),
        members.number("p999"),
        members.number("max"));
  }
}
