package dev.latchtree.lab.measure;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs probes in rounds: each round runs every probe once before the next round begins. What the
 * machine does meanwhile so falls on all of them, and ratios hold where absolute figures drift.
 * Each round begins with another probe, and every second one runs backwards: so none always comes
 * behind the same other. A shorter round before the first warms everything up and is not counted.
 */
public final class Interleaved {

  private static final Duration LONGEST_WARM_UP = Duration.ofMillis(300);

  private final String experiment;
  private final int rounds;
  private final Duration length;
  private final PrintWriter progress;

  public Interleaved(String experiment, int rounds, Duration length, PrintWriter progress) {
    this.experiment = experiment;
    this.rounds = rounds;
    this.length = length;
    this.progress = progress;
  }

  /** One cell for each probe, in their order. */
  public List<Cell> run(List<? extends Probe> probes) throws IOException {
    Progress shown = new Progress(progress, probes.size() * (rounds + 2));
    for (Probe probe : probes) {
      shown.begin("preparing " + probe.spec().name());
      probe.prepare();
    }
    Duration half = length.dividedBy(2);
    Duration warmUp = half.compareTo(LONGEST_WARM_UP) < 0 ? half : LONGEST_WARM_UP;
    for (Probe probe : probes) {
      shown.begin("warming up " + probe.spec().name());
      probe.run(part(warmUp, probe));
    }
    List<List<Sample>> samples = new ArrayList<>();
    probes.forEach(probe -> samples.add(new ArrayList<>()));
    for (int round = 1; round <= rounds; round++) {
      for (int i : order(probes.size(), round)) {
        Probe probe = probes.get(i);
        shown.begin("round %d of %d, %s".formatted(round, rounds, probe.spec().name()));
        samples.get(i).add(probe.run(part(length, probe)));
      }
    }
    shown.finish();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      cells.add(cell(probes.get(i).spec(), samples.get(i)));
    }
    return cells;
  }

  private int[] order(int count, int round) {
    int first = (int) ((long) count * (round - 1) / rounds);
    int step = round % 2 == 1 ? 1 : -1;
    return IntStream.range(0, count).map(i -> Math.floorMod(first + step * i, count)).toArray();
  }

  private static Duration part(Duration length, Probe probe) {
    return Duration.ofNanos((long) (length.toNanos() * probe.share()));
  }

  private Cell cell(Spec spec, List<Sample> samples) {
    return new Cell(
        experiment,
        spec.workload(),
        spec.engine(),
        spec.settings(),
        spec.durability(),
        spec.threads(),
        spec.unit(),
        samples.stream().map(Sample::figure).toList(),
        latency(samples),
        sum(samples.stream().map(Sample::fsyncs).toList()),
        sum(samples.stream().map(Sample::errors).toList()),
        counts(samples));
  }

  private static @Nullable LatencyMicros latency(List<Sample> samples) {
    LatencyRecorder all = new LatencyRecorder();
    for (Sample sample : samples) {
      LatencyRecorder one = sample.latency();
      if (one != null) {
        all.add(one);
      }
    }
    return all.count() == 0 ? null : all.toMicros();
  }

  private static @Nullable Long sum(List<@Nullable Long> values) {
    Long sum = null;
    for (Long value : values) {
      if (value != null) {
        sum = (sum == null ? 0 : sum) + value;
      }
    }
    return sum;
  }

  /**
   * A count that is missing in some rounds (nothing of the kind happened) is taken from the rest.
   */
  private static Map<String, Double> counts(List<Sample> samples) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (Sample sample : samples) {
      sample
          .counts()
          .forEach((name, value) -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    all.forEach((name, values) -> medians.put(name, Cell.medianOf(values)));
    return medians;
  }
}
