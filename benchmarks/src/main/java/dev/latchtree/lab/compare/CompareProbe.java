package dev.latchtree.lab.compare;

import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.workload.Measured;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.time.Duration;

/** One cell: a workload by some threads, in the process of one engine. */
final class CompareProbe implements Probe {

  private final Workload workload;
  private final int threads;
  private final EngineProcess process;
  private final Spec spec;
  private final Duration warmUp;

  /**
   * For one cell.
   *
   * @param warmUp beside the one that all cells get; of the first cell of a workload only, since
   *     the others run the same code
   */
  CompareProbe(Workload workload, int threads, EngineProcess process, Spec spec, Duration warmUp) {
    this.workload = workload;
    this.threads = threads;
    this.process = process;
    this.spec = spec;
    this.warmUp = warmUp;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    process.prepare(workload, threads, warmUp);
  }

  @Override
  public Sample run(Duration length) throws IOException {
    Measured measured = process.run(workload, threads, length);
    return new Sample(measured.figure(), null, null, 0L, measured.counts());
  }
}
