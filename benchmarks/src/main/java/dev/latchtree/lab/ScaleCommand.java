package dev.latchtree.lab;

import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.report.Results;
import dev.latchtree.lab.scale.ScalePlan;
import dev.latchtree.lab.scale.ScaleReport;
import dev.latchtree.lab.scale.ScaleWorkload;
import dev.latchtree.lab.scale.Waits;
import dev.latchtree.memory.MachineMemory;
import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
  private static final int ROUNDS = 3;
  private static final int MOST_ROUNDS = 100;
  private static final double SECONDS = 0.7;
  private static final double QUICK_SECONDS = 0.3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<Integer> THREADS = List.of(1, 2, 4, 8, 16, 32, 64);
  private static final List<Integer> QUICK_THREADS = List.of(1, 2, 8, 64);
  private static final int QUICK_CONTENDED = 8;
  private static final List<ScaleWorkload> QUICK_WORKLOADS =
      List.of(ScaleWorkload.GET, ScaleWorkload.MIXED, ScaleWorkload.HOT_PUT, ScaleWorkload.APPEND);

  @Spec private CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "About 2 minutes: 1, 2, 8, 64 threads; get, mixed, hot-put, append; rounds of 0.3 s.")
  private boolean quick;

  @Option(
      names = "--map",
      description = "Only the latch map: 8 threads, or the most of --threads if 8 is not there.")
  private boolean map;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "Threads at a time, each 1 to 1024; default 1,2,4,8,16,32,64.")
  private @Nullable List<Integer> threads;

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
      defaultValue = "100000",
      description = "Entries in each store, 1000 to 100000000; default ${DEFAULT-VALUE}.")
  private int entries;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds, 1 to 100; default 3.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "Length of each round of each cell, and of each map, 0.01 to 3600; default 0.7.")
  private @Nullable Double seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all results to this file.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    int count = rounds != null ? rounds : ROUNDS;
    MeasureOptions.requireRange(spec.commandLine(), "--rounds", count, 1, MOST_ROUNDS);
    if (map && rounds != null) {
      throw refusal(
          "--map has no rounds: --rounds does not apply; --seconds says how long each is");
    }
    double each = seconds != null ? seconds : quick ? QUICK_SECONDS : SECONDS;
    if (!(each >= 0.01 && each <= 3600)) {
      throw refusal("--seconds must be 0.01 to 3600: " + each);
    }
    ScalePlan plan = plan();
    if (json != null) {
      MeasureOptions.claim(spec.commandLine(), json);
    }
    Duration length = Duration.ofNanos((long) (each * NANOS_PER_SECOND));
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    PrintWriter progress = spec.commandLine().getErr();
    List<Cell> cells = new ArrayList<>();
    try (Scratch scratch = Scratch.in(temporary, "lab-scale-")) {
      if (!map) {
        cells.addAll(
            plan.run(
                new Interleaved(ScalePlan.EXPERIMENT, count, length, progress),
                scratch.path(),
                length));
      }
      plan.maps(progress, scratch.path(), length).forEach(one -> cells.addAll(one.cells()));
    }
    new ScaleReport(cells).print(spec.commandLine().getOut());
    if (json != null) {
      String all =
          String.join(" ", ScalePlan.EXPERIMENT, plan.toString(), "" + map, "" + count, "" + each);
      Results.write(json, Results.of(Environment.describe(temporary, all), Map.of(), cells));
    }
    return 0;
  }

  private ScalePlan plan() {
    MeasureOptions.requireRange(
        spec.commandLine(), "--entries", entries, LEAST_ENTRIES, MOST_ENTRIES);
    List<Integer> counts = threads != null ? threads : quick ? QUICK_THREADS : THREADS;
    for (int count : counts) {
      MeasureOptions.requireRange(spec.commandLine(), "--threads", count, 1, MOST_THREADS);
    }
    ScalePlan plan =
        new ScalePlan(
            protocols == null
                ? List.of(LatchProtocol.values())
                : named("--protocols", protocols, ScaleCommand::protocol, LatchProtocol.values()),
            waits == null
                ? List.of(Waits.values())
                : named("--waits", waits, Waits::named, labels(Waits.values(), Waits::label)),
            waits != null,
            quick ? QUICK_CONTENDED : 1,
            counts,
            workloads == null
                ? quick ? QUICK_WORKLOADS : List.of(ScaleWorkload.values())
                : named(
                    "--workloads",
                    workloads,
                    ScaleWorkload::named,
                    labels(ScaleWorkload.values(), ScaleWorkload::label)),
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

  private static <T> String[] labels(T[] values, Function<T, String> label) {
    return Arrays.stream(values).map(label).toArray(String[]::new);
  }

  private <T> List<T> named(
      String option, List<String> names, Function<String, Optional<T>> find, Object[] there) {
    return names.stream()
        .map(
            name ->
                find.apply(name)
                    .orElseThrow(
                        () ->
                            refusal(
                                "%s has '%s', and there are: %s"
                                    .formatted(
                                        option,
                                        name,
                                        Arrays.stream(there)
                                            .map(Object::toString)
                                            .collect(Collectors.joining(", "))))))
        .toList();
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
