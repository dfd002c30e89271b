package dev.latchtree.lab.roadmap;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** One cell: so many threads put into a table, in one of its phases. Latencies are of commits. */
final class PutProbe implements Probe {

  private final Spec spec;
  private final PutTable table;
  private final Phase phase;
  private final SplittableRandom seeds;
  private double bytesPerCommit;

  PutProbe(Spec spec, PutTable table, Phase phase) {
    this.spec = spec;
    this.table = table;
    this.phase = phase;
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

  /** Of the last run; 0 before the first. */
  int bytesPerCommit() {
    return (int) bytesPerCommit;
  }

  @Override
  public Sample run(Duration length) throws IOException {
    AtomicLong budget = new AtomicLong(Long.MAX_VALUE);
    if (phase == Phase.FIRST_TOUCHES) {
      table.checkpoint();
      budget.set(Math.max(spec.threads(), table.leaves() / table.step().batch()));
    } else {
      table.becomeSteady();
    }
    LogTotals before = table.totals();
    Outcome outcome =
        Workers.run(
            Load.closed(spec.threads(), length),
            thread -> new Putting(table, seeds.split(), budget));
    Throwable failure = outcome.failure();
    if (failure != null) {
      throw new IOException(
          "%s: %d of %d threads failed, the first with: %s"
              .formatted(spec.name(), outcome.errors(), spec.threads(), failure),
          failure);
    }
    LogTotals log = table.totals().minus(before);
    return new Sample(
        outcome.sum() / outcome.seconds(),
        outcome.latency(),
        log.syncs(),
        outcome.errors(),
        counts(outcome, log));
  }

  private Map<String, Double> counts(Outcome outcome, LogTotals log) {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("commitsPerSecond", outcome.perSecond());
    if (outcome.operations() > 0) {
      bytesPerCommit = (double) log.bytes() / outcome.operations();
      counts.put("bytesPerCommit", bytesPerCommit);
      counts.put("bytesPerPut", (double) log.bytes() / outcome.sum());
    }
    if (log.syncs() > 0) {
      counts.put("commitsPerFsync", (double) outcome.operations() / log.syncs());
    }
    counts.put("cores", outcome.cores());
    return counts;
  }
}
