package dev.latchtree.lab.crud;

import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.workload.CrudBench;
import dev.latchtree.lab.workload.CrudKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One cell: all workers on all stores of one contender. */
final class CrudProbe implements Probe {

  static final String WRITES_PER_FSYNC = "writesPerFsync";
  static final String RECORDS_PER_FLUSH = "recordsPerFlush";
  static final String LARGEST_FLUSH = "largestFlush";
  static final String WAITING_MEAN = "waitingMean";
  static final String WAITING_MOST = "waitingMost";
  static final String CORES = "cores";

  private final Spec spec;
  private final CrudBench bench;

  CrudProbe(Spec spec, CrudBench bench) {
    this.spec = spec;
    this.bench = bench;
  }

  /** The count of a percentile of one kind of operation. */
  static String percentile(CrudKind kind, String percentile) {
    return kind.label() + percentile + "Micros";
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() {
    bench.prepare();
  }

  @Override
  public Sample run(Duration length) {
    QueueDepth depth = QueueDepth.watch(bench.stores());
    CrudBench.Outcome outcome;
    try (depth) {
      outcome = bench.run(length);
    }
    LatencyRecorder latency = outcome.latency();
    return new Sample(
        latency.count() / outcome.seconds(),
        latency,
        outcome.events().get(LatchTreeStore.FSYNCS),
        0L,
        counts(outcome, depth));
  }

  private Map<String, Double> counts(CrudBench.Outcome outcome, QueueDepth depth) {
    Map<String, Double> counts = new LinkedHashMap<>();
    outcome
        .latencies()
        .forEach(
            (kind, recorder) -> {
              if (recorder.count() > 0) {
                LatencyMicros micros = recorder.toMicros();
                counts.put(percentile(kind, "P50"), micros.p50());
                counts.put(percentile(kind, "P95"), micros.p95());
                counts.put(percentile(kind, "P99"), micros.p99());
              }
            });
    long writes =
        outcome.count(CrudKind.CREATE)
            + outcome.count(CrudKind.UPDATE)
            + outcome.count(CrudKind.DELETE);
    Map<String, Long> events = outcome.events();
    putRatio(counts, WRITES_PER_FSYNC, writes, events.get(LatchTreeStore.FSYNCS));
    putRatio(
        counts,
        RECORDS_PER_FLUSH,
        events.getOrDefault(LatchTreeStore.RECORDS, 0L),
        events.get(LatchTreeStore.FLUSHES));
    putIfKnown(counts, LARGEST_FLUSH, largestFlush());
    putIfKnown(counts, WAITING_MEAN, depth.mean());
    putIfKnown(counts, WAITING_MOST, depth.most());
    putIfKnown(counts, LatchTreeStore.LOG_BYTES, asDouble(events.get(LatchTreeStore.LOG_BYTES)));
    putIfKnown(
        counts, LatchTreeStore.CHECKPOINTS, asDouble(events.get(LatchTreeStore.CHECKPOINTS)));
    counts.put(CORES, outcome.cores());
    return counts;
  }

  /** Of any store, since it was opened: as many threads have filled it as work on it. */
  private @Nullable Double largestFlush() {
    return bench.stores().stream()
        .map(StoreUnderTest::gauges)
        .map(gauges -> gauges.get(LatchTreeStore.LARGEST_FLUSH))
        .filter(Objects::nonNull)
        .max(Long::compare)
        .map(Long::doubleValue)
        .orElse(null);
  }

  private static @Nullable Double asDouble(@Nullable Long value) {
    return value == null ? null : (Double) value.doubleValue();
  }

  private static void putRatio(
      Map<String, Double> counts, String name, long of, @Nullable Long to) {
    if (to != null && to > 0) {
      counts.put(name, (double) of / to);
    }
  }

  private static void putIfKnown(Map<String, Double> counts, String name, @Nullable Double value) {
    if (value != null) {
      counts.put(name, value);
    }
  }
}
