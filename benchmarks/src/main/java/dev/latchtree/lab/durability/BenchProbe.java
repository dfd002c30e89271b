package dev.latchtree.lab.durability;

import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.workload.Bench;
import dev.latchtree.lab.workload.Measured;
import dev.latchtree.lab.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One cell: a workload by some threads on one variant. */
final class BenchProbe implements Probe {

  private final Spec spec;
  private final Bench bench;
  private final Workload workload;

  BenchProbe(Spec spec, Bench bench, Workload workload) {
    this.spec = spec;
    this.bench = bench;
    this.workload = workload;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() {
    bench.prepare(workload);
  }

  @Override
  public Sample run(Duration length) {
    Measured measured = bench.run(workload, spec.threads(), length);
    Map<String, Double> counts = new LinkedHashMap<>(measured.counts());
    Double fsyncs = counts.remove(LatchTreeStore.FSYNCS);
    @Nullable Long issued = fsyncs == null ? null : (Long) fsyncs.longValue();
    return new Sample(measured.figure(), measured.latency(), issued, 0L, counts);
  }
}
