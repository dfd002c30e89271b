package dev.latchtree.lab.measure;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs probes in rounds: each round runs every probe once before the next round begins. What the
 * machine does meanwhile so falls on all of them, and ratios hold where absolute figures drift.
 * Each round begins elsewhere, every second one runs backwards, and the order of those that are
 * compared with each other is drawn anew: so none always comes behind the same other. A shorter
 * round before the first warms everything up and is not counted.
 */
public final class Interleaved {

  private static final Duration LONGEST_WARM_UP = Duration.ofMillis(300);

  private final String experiment;
  private final int rounds;
  private final Duration length;
  private final IntFunction<Progress> progress;

  /** Of the probes that run; changed by the thread that runs them, under this one's monitor. */
  private final Map<Probe, List<Sample>> samples = new LinkedHashMap<>();

  /** What becomes of probes that fail: by default nobody goes on. */
  @FunctionalInterface
  public interface Failures {

    /** Goes on without {@code probe}, unless this throws. */
    void failed(Probe probe, IOException why) throws IOException;
  }

  public Interleaved(String experiment, int rounds, Duration length, PrintWriter progress) {
    this.experiment = experiment;
    this.rounds = rounds;
    this.length = length;
    this.progress = probes -> new Progress(progress, steps(probes, rounds));
  }

  /** One of several that share a line of progress; each takes {@link #steps} of it. */
  public Interleaved(String experiment, int rounds, Duration length, Progress shared) {
    this.experiment = experiment;
    this.rounds = rounds;
    this.length = length;
    progress = probes -> shared;
  }

  /** One cell for each probe, in their order. */
  public List<Cell> run(List<? extends Probe> probes) throws IOException {
    return run(
        probes,
        (probe, why) -> {
          throw why;
        });
  }

  /** How many steps of progress so many probes take. */
  public static int steps(int probes, int rounds) {
    return probes * (rounds + 2);
  }

  /** One cell for each probe that has not failed, in their order. */
  public List<Cell> run(List<? extends Probe> probes, Failures failures) throws IOException {
    Progress shown = progress.apply(probes.size());
    synchronized (this) {
      samples.clear();
      probes.forEach(probe -> samples.put(probe, new ArrayList<>()));
    }
    for (Probe probe : probes) {
      shown.begin("preparing " + probe.spec().name());
      tolerant(probe, failures, probe::prepare);
    }
    Duration half = length.dividedBy(2);
    Duration warmUp = half.compareTo(LONGEST_WARM_UP) < 0 ? half : LONGEST_WARM_UP;
    for (Probe probe : probes) {
      shown.begin("warming up " + probe.spec().name());
      tolerant(probe, failures, () -> probe.run(part(warmUp, probe)));
    }
    for (int round = 1; round <= rounds; round++) {
      for (Probe probe : order(probes, round)) {
        shown.begin("round %d of %d, %s".formatted(round, rounds, probe.spec().name()));
        tolerant(probe, failures, () -> add(probe, probe.run(part(length, probe))));
      }
    }
    shown.finish();
    return soFar();
  }

  private interface Step {
    void take() throws IOException;
  }

  private void tolerant(Probe probe, Failures failures, Step step) throws IOException {
    synchronized (this) {
      if (!samples.containsKey(probe)) {
        return;
      }
    }
    try {
      step.take();
    } catch (IOException e) {
      failures.failed(probe, e);
      synchronized (this) {
        samples.remove(probe);
      }
    }
  }

  private synchronized void add(Probe probe, Sample sample) {
    List<Sample> all = samples.get(probe);
    if (all != null) {
      all.add(sample);
    }
  }

  /**
   * The cells of the rounds that are complete, of those that have not failed; none before the first
   * round is. May be called by any thread while another one measures.
   */
  public synchronized List<Cell> soFar() {
    int complete = samples.values().stream().mapToInt(List::size).min().orElse(0);
    List<Cell> cells = new ArrayList<>();
    if (complete > 0) {
      samples.forEach((probe, some) -> cells.add(cell(probe.spec(), some.subList(0, complete))));
    }
    return cells;
  }

  /**
   * Cells of one workload and number of threads are compared with each other, so they stay
   * together. Their order is drawn anew for each round, the same in every run: what an engine still
   * does behind the scenes falls now on one and now on another.
   */
  private List<Probe> order(List<? extends Probe> probes, int round) {
    Map<List<Object>, List<Probe>> compared = new LinkedHashMap<>();
    for (Probe probe : probes) {
      compared
          .computeIfAbsent(
              List.of(probe.spec().workload(), probe.spec().threads()), key -> new ArrayList<>())
          .add(probe);
    }
    Random drawn = new Random(round);
    compared.values().forEach(some -> Collections.shuffle(some, drawn));
    List<List<Probe>> all = List.copyOf(compared.values());
    int first = (int) ((long) all.size() * (round - 1) / rounds);
    int step = round % 2 == 1 ? 1 : -1;
    return IntStream.range(0, all.size())
        .mapToObj(i -> all.get(Math.floorMod(first + step * i, all.size())))
        .flatMap(List::stream)
        .toList();
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
