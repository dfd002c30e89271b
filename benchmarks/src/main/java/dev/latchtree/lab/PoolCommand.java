package dev.latchtree.lab;

import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures latch and buffer pool beside the JDK's locks and beside doing without. */
@Command(
    name = "pool",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the page latch and the buffer pool.",
      "The latch beside StampedLock and ReentrantReadWriteLock, a fix beside a bare read, entry "
          + "layouts, misses by replacement policy. "
          + "All cells run interleaved, round by round; figures are medians with their spread."
    })
final class PoolCommand implements Callable<Integer> {

  private static final String EXPERIMENT = "pool";
  private static final List<String> LATCHES =
      List.of("HYBRID", "STAMPED_LOCK", "REENTRANT_READ_WRITE_LOCK");

  @Spec private CommandSpec spec;

  @Option(names = "--rounds", description = "Rounds, 1 to 100; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--millis",
      description =
          "Length of each of the 2 warm-up and 3 measured iterations, 10 to 60000; default"
              + " ${DEFAULT-VALUE}.")
  private int millis;

  @Option(
      names = "--only",
      description = "Only workloads whose name contains this: latch, hot, fix, miss.")
  private @Nullable String only;

  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws RunnerException, IOException {
    MeasureOptions.requireRange(spec.commandLine(), "--rounds", rounds, 1, 100);
    MeasureOptions.requireRange(spec.commandLine(), "--millis", millis, 10, 60_000);
    List<InterleavedJmh.Plan> plans = plans();
    if (only != null) {
      plans.removeIf(plan -> !plan.workload().contains(only));
    }
    if (plans.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no workload's name contains '" + only + "': latch, hot, fix, miss");
    }
    reports.claim(spec.commandLine());
    CommandLine command = spec.commandLine();
    InterleavedJmh measuring =
        new InterleavedJmh(EXPERIMENT, rounds, Duration.ofMillis(millis), command.getErr());
    Map<String, Object> environment =
        Environment.describe(DiskOptions.temporary(), EXPERIMENT + rounds + millis + only);
    List<Cell> cells;
    try (Scratch scratch = Scratch.in(DiskOptions.temporary(), "lab-pool-")) {
      scratch.beforeStopping(
          () -> reports.writeInterrupted(command, report(environment, measuring.soFar(), false)));
      try {
        cells = measuring.run(plans);
      } catch (RunnerException | RuntimeException e) {
        scratch.stopping().stayIfSaidSoon();
        reports.writeFailed(command, report(environment, measuring.soFar(), false));
        throw e;
      }
    }
    new PoolReport(cells).print(command.getOut());
    return reports.write(command, report(environment, cells, true));
  }

  private RunReport report(Map<String, Object> environment, List<Cell> cells, boolean complete) {
    return ReportOptions.report(
        spec, environment, Map.of(), cells, new PoolReport(cells), complete);
  }

  private static List<InterleavedJmh.Plan> plans() {
    List<InterleavedJmh.Plan> plans = new ArrayList<>();
    for (String operation : List.of("optimisticRead", "sharedRead", "exclusiveLockUnlock")) {
      plans.add(latch("latch " + operation, "UncontendedLatchBenchmark." + operation, "NONE", 1));
      for (String latch : LATCHES) {
        plans.add(latch("latch " + operation, "UncontendedLatchBenchmark." + operation, latch, 1));
      }
    }
    for (int threads : new int[] {1, 2, 8}) {
      for (String mode : List.of("optimistic", "shared")) {
        for (String latch : LATCHES) {
          plans.add(latch("hot latch " + mode, "HotLatchBenchmark." + mode, latch, threads));
        }
      }
    }
    for (String entries : List.of("PAIR_16", "SPLIT_8", "PADDED_64")) {
      for (int threads : new int[] {1, 2}) {
        for (String method : List.of("bareRead", "optimisticFix", "sharedFix", "beginAndFix")) {
          plans.add(
              new InterleavedJmh.Plan(
                  "fix " + method,
                  "latchtree",
                  "ResidentFixBenchmark." + method,
                  Map.of("entries", entries),
                  threads));
        }
      }
    }
    for (String replacement : List.of("CLOCK", "FIFO", "RANDOM")) {
      for (String method : List.of("read", "readAndWrite")) {
        plans.add(
            new InterleavedJmh.Plan(
                "miss " + method,
                "latchtree",
                "PageMissBenchmark." + method,
                Map.of("replacement", replacement),
                2));
      }
    }
    return plans;
  }

  private static InterleavedJmh.Plan latch(
      String workload, String benchmark, String latch, int threads) {
    return new InterleavedJmh.Plan(workload, latch, benchmark, Map.of("latch", latch), threads);
  }
}
