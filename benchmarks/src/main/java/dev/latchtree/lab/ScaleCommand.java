package dev.latchtree.lab;

import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.scale.ScalePlan;
import dev.latchtree.lab.scale.ScaleReport;
import dev.latchtree.lab.scale.ScaleRun;
import dev.latchtree.lab.scale.ScaleWorkload;
import dev.latchtree.lab.scale.Waits;
import dev.latchtree.memory.MachineMemory;
import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how protocols and wait strategies bear more threads, and maps where threads wait. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures trees in memory with 1 to 64 threads, and maps where in the tree threads wait.",
      "Throughput, p99, latch waits, busy cores and context switches of each protocol and wait"
          + " strategy, each in a JVM of its own, all cells interleaved, round by round; figures are"
          + " medians with their spread, ratios are taken in each round. Then the latch map, by"
          + " level and page, under a flight recording. By default about 10 minutes."
    })
final class ScaleCommand implements Callable<Integer> {

  private static final int MOST_THREADS = 1_024;
  private static final int LEAST_ENTRIES = 1_000;
  private static final int MOST_ENTRIES = 100_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--map",
      description = "Only the latch map: 8 threads, or the most of --threads if 8 is not there.")
  private boolean map;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "Threads at a time, each 1 to 1024; default ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(
      names = "--contended",
      paramLabel = "N",
      description = {
        "With so many threads and more, the wait strategies that --waits does not name are tried",
        "with hot-put; 1 to 1024; default ${DEFAULT-VALUE}."
      })
  private int contended;

  @Option(
      names = "--protocols",
      paramLabel = "NAME,...",
      split = ",",
      description = "Only these: COARSE_LOCK, LATCH_COUPLING, BLINK, OPTIMISTIC_BLINK.")
  private @Nullable List<String> protocols;

  @Option(
      names = "--waits",
      paramLabel = "NAME,...",
      split = ",",
      description = {
        "Wait strategies that everything is measured with: spin-then-park, spin-then-yield, spin.",
        "By default everything with the first, and with the others hot-put only, where it matters."
      })
  private @Nullable List<String> waits;

  @Option(
      names = "--workloads",
      paramLabel = "NAME,...",
      split = ",",
      description = "Only these: get, put, mixed, hot-put, append.")
  private @Nullable List<String> workloads;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "Entries in each store, 1000 to 100000000; default ${DEFAULT-VALUE}.")
  private int entries;

  @Mixin private RoundOptions rounds;
  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    int count = rounds.count(command);
    if (map && command.getParseResult().hasMatchedOption("--rounds")) {
      throw refusal(
          "--map has no rounds: --rounds does not apply; --seconds says how long each is");
    }
    Duration length = rounds.length(command);
    ScalePlan plan = plan();
    reports.claim(command);
    PrintWriter progress = command.getErr();
    Map<String, Object> environment =
        Environment.describe(
            DiskOptions.temporary(),
            String.join(
                " ", ScalePlan.EXPERIMENT, plan.toString(), "" + map, "" + count, "" + length));
    ScaleRun run = new ScaleRun(plan, count, length, progress);
    List<Cell> cells;
    try (Scratch scratch = Scratch.in(DiskOptions.temporary(), "lab-scale-")) {
      scratch.beforeStopping(
          () -> reports.writeInterrupted(command, report(environment, run.soFar(), false)));
      try {
        cells = run.all(!map, scratch.path());
      } catch (IOException | RuntimeException e) {
        scratch.stopping().stayIfSaidSoon();
        reports.writeFailed(command, report(environment, run.soFar(), false));
        throw e;
      }
    }
    new ScaleReport(cells).print(command.getOut());
    return reports.write(command, report(environment, cells, true));
  }

  private RunReport report(Map<String, Object> environment, List<Cell> cells, boolean complete) {
    return ReportOptions.report(
        spec, environment, Map.of(), cells, new ScaleReport(cells), complete);
  }

  private ScalePlan plan() {
    CommandLine command = spec.commandLine();
    MeasureOptions.requireRange(command, "--entries", entries, LEAST_ENTRIES, MOST_ENTRIES);
    for (int count : threads) {
      MeasureOptions.requireRange(command, "--threads", count, 1, MOST_THREADS);
    }
    MeasureOptions.requireRange(command, "--contended", contended, 1, MOST_THREADS);
    ScalePlan plan =
        new ScalePlan(
            protocols == null
                ? List.of(LatchProtocol.values())
                : Named.all(
                    command,
                    "--protocols",
                    protocols,
                    ScaleCommand::protocol,
                    Named.labels(LatchProtocol.values(), LatchProtocol::name)),
            waits == null
                ? List.of(Waits.values())
                : Named.all(
                    command,
                    "--waits",
                    waits,
                    Waits::named,
                    Named.labels(Waits.values(), Waits::label)),
            waits != null,
            contended,
            threads,
            workloads == null
                ? List.of(ScaleWorkload.values())
                : Named.all(
                    command,
                    "--workloads",
                    workloads,
                    ScaleWorkload::named,
                    Named.labels(ScaleWorkload.values(), ScaleWorkload::label)),
            entries);
    long needed = plan.memoryNeeded();
    long there = MachineMemory.now().total();
    if (needed > there) {
      throw refusal(
          "stores of %d entries may take %d MiB, and there are %d; fewer --entries, --protocols or --waits"
              .formatted(entries, needed >> 20, there >> 20));
    }
    return plan;
  }

  private static Optional<LatchProtocol> protocol(String name) {
    return Arrays.stream(LatchProtocol.values())
        .filter(one -> one.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
