package dev.latchtree.lab.openloop;

import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.roadmap.PutTable;
import dev.latchtree.lab.roadmap.Putting;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One cell: the highest rate of puts into a table that keeps the limit. A round is one whole
 * search, and its length that of each step.
 */
final class SearchProbe implements Probe {

  static final String FAILED = "firstFailedPerSecond";
  static final String FAILED_P95 = "firstFailedP95Micros";
  static final String STEPS = "steps";
  static final String TRIED_AGAIN = "triedAgain";
  private static final double P95 = 0.95;
  private static final double NANOS_PER_MICRO = 1e3;

  private final Spec spec;
  private final PutTable table;
  private final SearchPlan plan;
  private final PrintWriter progress;
  private final SplittableRandom seeds;

  SearchProbe(Spec spec, PutTable table, SearchPlan plan, PrintWriter progress) {
    this.spec = spec;
    this.table = table;
    this.plan = plan;
    this.progress = progress;
    seeds = new SplittableRandom(spec.name().hashCode());
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    table.open();
  }

  @Override
  public Sample run(Duration length) {
    RateSearch search = new RateSearch(plan.start(), plan.step(), plan.most());
    LatencyRecorder latency = null;
    double failedP95 = 0;
    int steps = 0;
    int again = 0;
    while (!search.isOver()) {
      steps++;
      Progress.tell(
          progress,
          "%s: step %d, %s writes/s for %s; so far %s/s"
              .formatted(
                  spec.name(),
                  steps,
                  Figures.number(search.rate()),
                  Figures.duration(length),
                  Figures.number(search.passed())));
      Outcome outcome = attempt(length, search.rate());
      boolean kept = plan.limit().isKept(outcome);
      if (!kept) { // once may be a hiccup of the machine
        again++;
        outcome = attempt(length, search.rate());
        kept = plan.limit().isKept(outcome);
      }
      if (kept) {
        latency = outcome.latency();
      } else {
        failedP95 = outcome.latency().quantile(P95) / NANOS_PER_MICRO;
      }
      search.tell(kept);
    }
    return sample(search, latency, failedP95, steps, again);
  }

  private Outcome attempt(Duration length, double rate) {
    table.becomeSteady();
    return Workers.run(
            new Load(spec.threads(), length, rate),
            thread -> new Putting(table, seeds.split(), new AtomicLong(Long.MAX_VALUE)))
        .requireNoFailure();
  }

  private static Sample sample(
      RateSearch search,
      @Nullable LatencyRecorder latency,
      double failedP95,
      int steps,
      int again) {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put(STEPS, (double) steps);
    counts.put(TRIED_AGAIN, (double) again);
    if (Double.isFinite(search.failed())) {
      counts.put(FAILED, search.failed());
      counts.put(FAILED_P95, failedP95);
    }
    return new Sample(search.passed(), latency, null, 0L, counts);
  }
}
