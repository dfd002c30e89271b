package dev.latchtree.lab.compare;

import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One cell: a workload by some threads, in the process of one engine. It is warm when a window's
 * figure differs little from that of the window before; if that does not happen, after so many.
 */
final class CompareProbe implements Probe {

  /** Windows that a cell gets at most to become steady. */
  static final int MOST_WINDOWS = 6;

  private static final double STEADY = 0.05;

  private final Group.Point point;
  private final EngineProcess process;
  private final Spec spec;
  private final Duration window;
  private double windows;

  /**
   * For one cell.
   *
   * @param window in which it warms up, several times
   */
  CompareProbe(Group.Point point, EngineProcess process, Spec spec, Duration window) {
    this.point = point;
    this.process = process;
    this.spec = spec;
    this.window = window;
  }

  EngineProcess process() {
    return process;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    double before = process.prepare(point.workload(), point.threads(), window).figure();
    windows = 1;
    if (point.workload() == Workload.HEAP) {
      return;
    }
    boolean steady = false;
    while (!steady && windows < MOST_WINDOWS) {
      double now = process.run(point.workload(), point.threads(), window).figure();
      windows++;
      steady = Math.abs(now - before) <= STEADY * before;
      before = now;
    }
  }

  @Override
  public Sample run(Duration length) throws IOException {
    Sample sample = process.run(point.workload(), point.threads(), length);
    Map<String, Double> counts = new LinkedHashMap<>(sample.counts());
    counts.put("windowsUntilWarm", windows);
    return new Sample(sample.figure(), sample.latency(), sample.fsyncs(), sample.errors(), counts);
  }
}
