package dev.latchtree.lab.compare;

import dev.latchtree.lab.log.FsyncPlan;
import dev.latchtree.lab.log.FsyncReport;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.roadmap.RoadmapPlan;
import dev.latchtree.lab.roadmap.RoadmapReport;
import dev.latchtree.lab.roadmap.Step;
import dev.latchtree.lab.scale.ScalePlan;
import dev.latchtree.lab.scale.ScaleReport;
import dev.latchtree.lab.scale.ScaleRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A short look at another experiment in the same run, so that one report answers most of what
 * people ask. Each has a command of its own that does it at length.
 */
public enum Aside {
  /** Where in the tree threads wait, and what shape it has; default protocol, 8 threads. */
  LATCH_MAP("scale", "./lab scale --map --protocols OPTIMISTIC_BLINK") {
    @Override
    List<Cell> measure(Path scratch, Duration length, PrintWriter progress) throws IOException {
      return new ScaleRun(ScalePlan.shortMap(), 1, length, progress).all(false, scratch);
    }

    @Override
    Findings findings(List<Cell> cells) {
      return new ScaleReport(cells);
    }

    @Override
    double seconds(Duration length) {
      return START_SECONDS + MAPS * (length.toNanos() / NANOS_PER_SECOND + MAP_SECONDS);
    }

    @Override
    long diskBytes() {
      return 0;
    }
  },
  /** What a commit costs under the policies that people choose from, beside the raw disk. */
  SYNC_POLICIES(
      "fsync", "./lab fsync --threads 1,8 --only 'ALWAYS|GROUP 1ms ADAPTIVE|INTERVAL 5ms|OS'") {
    @Override
    List<Cell> measure(Path scratch, Duration length, PrintWriter progress) throws IOException {
      try (Probes probes = POLICIES.probes(scratch)) {
        probes.keep(
            Pattern.compile("ALWAYS|latchtree, GROUP 1ms ADAPTIVE|INTERVAL 5ms|OS").asPredicate());
        return probes.run(new Interleaved(experiment(), ROUNDS, length, progress));
      }
    }

    @Override
    Findings findings(List<Cell> cells) {
      return new FsyncReport(cells, Duration.ZERO);
    }

    @Override
    double seconds(Duration length) {
      return POLICY_CELLS * cellSeconds(length);
    }

    @Override
    long diskBytes() {
      return POLICIES.diskNeeded();
    }
  },
  /** What each step away from a lock held through the sync buys; 10,000 keys, 8 threads. */
  ROADMAP("roadmap", "./lab roadmap --keys 10000 --threads 8 --sync-latency 0ms --essentials") {
    @Override
    List<Cell> measure(Path scratch, Duration length, PrintWriter progress) throws IOException {
      try (Probes probes = STEPS.probes(scratch)) {
        return probes.run(new Interleaved(experiment(), ROUNDS, length, progress));
      }
    }

    @Override
    Findings findings(List<Cell> cells) {
      return new RoadmapReport(cells, Duration.ZERO);
    }

    @Override
    double seconds(Duration length) {
      return START_SECONDS + (Step.values().length + 2) * cellSeconds(length);
    }

    @Override
    long diskBytes() {
      return STEPS.diskNeeded();
    }
  };

  private static final int ROUNDS = 3;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Rough figures of a small machine, for plans. */
  private static final double START_SECONDS = 2;

  private static final double MAP_SECONDS = 0.5;
  private static final int MAPS = 4;
  private static final int POLICY_CELLS = 9;

  private static final FsyncPlan POLICIES =
      new FsyncPlan(List.of(1, 8), 128, Duration.ZERO, 0, false);
  private static final RoadmapPlan STEPS =
      new RoadmapPlan(List.of(Step.values()), List.of(10_000), List.of(8), Duration.ZERO, true);

  private final String experiment;
  private final String command;

  Aside(String experiment, String command) {
    this.experiment = experiment;
    this.command = command;
  }

  /** Measures it. */
  abstract List<Cell> measure(Path scratch, Duration length, PrintWriter progress)
      throws IOException;

  /** What its cells say. */
  abstract Findings findings(List<Cell> cells);

  /** How long it takes, roughly. */
  abstract double seconds(Duration length);

  /** Room on disk that it may take. */
  abstract long diskBytes();

  private static double cellSeconds(Duration length) {
    return (ROUNDS + 1) * length.toNanos() / NANOS_PER_SECOND;
  }

  /** What its cells call the experiment. */
  String experiment() {
    return experiment;
  }

  /** What does it at length. */
  String command() {
    return command;
  }

  /** As files name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Aside> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Aside::label).toList();
  }
}
