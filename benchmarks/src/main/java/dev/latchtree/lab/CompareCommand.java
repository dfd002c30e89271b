package dev.latchtree.lab;

import dev.latchtree.lab.compare.ComparePlan;
import dev.latchtree.lab.compare.CompareReport;
import dev.latchtree.lab.compare.Form;
import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.report.Results;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.memory.MachineMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the tree, with each protocol, beside the ordered maps of the JDK. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares the tree, with each protocol, with what people use instead.",
      "In memory, beside ConcurrentSkipListMap and a TreeMap under a read-write lock: get, put, "
          + "insert, mixed, scan, churn. A JVM for each engine, all cells interleaved, round by "
          + "round; figures are medians with their spread, ratios are taken in each round. By "
          + "default about 20 minutes."
    })
final class CompareCommand implements Callable<Integer> {

  private static final String EXPERIMENT = "compare";
  private static final int MOST_THREADS = 128;
  private static final int LEAST_ENTRIES = 1_000;
  private static final int MOST_ENTRIES = 100_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec private CommandSpec spec;

  @Option(
      names = "--tree",
      description = "Compare trees in memory. Needed: nothing else can be compared yet.")
  private boolean tree;

  @Option(
      names = "--quick",
      description =
          "A few cells with 100000 entries, under 5 minutes: default protocol, coarse lock, skip"
              + " list; get, put, scan.")
  private boolean quick;

  @Option(
      names = "--heap",
      description =
          "Instead: how much of the Java heap is in use with 10 million entries; a minute.")
  private boolean heap;

  @Option(
      names = "--engines",
      paramLabel = "NAME,...",
      split = ",",
      description =
          "Only these, each by its whole name or one half: latchtree:OPTIMISTIC_BLINK, BLINK,"
              + " ConcurrentSkipListMap, LockedTreeMap:Long, bytes.")
  private @Nullable List<String> engines;

  @Option(
      names = "--workloads",
      paramLabel = "NAME,...",
      split = ",",
      description = "Only these: get, put, insert, mixed, scan, churn.")
  private @Nullable List<String> workloads;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "Threads at a time, each 1 to 128; default 1,2,8.")
  private @Nullable List<Integer> threads;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "Entries in each store, 1000 to 100000000; default 1000000.")
  private @Nullable Integer entries;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Interleaved rounds, 1 to 100; default 5, with --quick 9.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Length of each round of each cell, 0.01 to 3600; default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all results to this file.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    Form form = form();
    int count = rounds != null ? rounds : form.rounds();
    MeasureOptions.requireRange(spec.commandLine(), "--rounds", count, 1, 100);
    if (!(seconds >= 0.01 && seconds <= 3600)) {
      throw refusal("--seconds must be 0.01 to 3600: " + seconds);
    }
    ComparePlan plan = plan(form);
    if (json != null) {
      MeasureOptions.claim(spec.commandLine(), json);
    }
    Duration length = Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<Cell> cells;
    try (Scratch scratch = Scratch.in(temporary, "lab-compare-")) {
      Interleaved interleaved =
          new Interleaved(EXPERIMENT, count, length, spec.commandLine().getErr());
      cells = plan.run(interleaved, scratch.path(), length);
    }
    new CompareReport(cells).print(spec.commandLine().getOut());
    if (json != null) {
      String all = String.join(" ", EXPERIMENT, plan.toString(), "" + count, "" + seconds);
      Results.write(json, Results.of(Environment.describe(temporary, all), Map.of(), cells));
    }
    return 0;
  }

  private Form form() {
    if (!tree) {
      throw refusal(
          "the whole comparison, with other stores and on disk, is not built yet; trees in memory"
              + " are compared by: compare --tree");
    }
    if (!heap) {
      return quick ? Form.QUICK : Form.DEFAULT;
    }
    if (quick || workloads != null || threads != null || rounds != null) {
      throw refusal("--heap fills and looks once: no --quick, --workloads, --threads, --rounds");
    }
    return Form.HEAP;
  }

  private ComparePlan plan(Form form) {
    if (entries != null) {
      MeasureOptions.requireRange(
          spec.commandLine(), "--entries", entries, LEAST_ENTRIES, MOST_ENTRIES);
    }
    for (int count : threads != null ? threads : List.<Integer>of()) {
      MeasureOptions.requireRange(spec.commandLine(), "--threads", count, 1, MOST_THREADS);
    }
    ComparePlan plan =
        ComparePlan.of(
            form,
            engines == null ? null : enginesNamed(engines),
            workloads == null ? null : workloadsNamed(workloads),
            threads,
            entries);
    long needed = plan.memoryNeeded();
    long there = MachineMemory.now().total();
    if (needed > there) {
      throw refusal(
          "%d engine(s) with %d entries may take %d MiB, and there are %d; fewer --entries or --engines"
              .formatted(plan.engines().size(), plan.entries(), needed >> 20, there >> 20));
    }
    return plan;
  }

  private List<Engine> enginesNamed(List<String> names) {
    Set<Engine> chosen = new LinkedHashSet<>();
    for (String name : names) {
      List<Engine> named =
          Arrays.stream(Engine.values()).filter(engine -> engine.isNamed(name)).toList();
      if (named.isEmpty()) {
        throw refusal(
            "--engines has '%s', and there are: %s"
                .formatted(
                    name,
                    Arrays.stream(Engine.values())
                        .map(Engine::label)
                        .collect(Collectors.joining(", "))));
      }
      for (Engine engine : named) {
        engine
            .refusal(Mode.MEMORY, Shape.USUAL)
            .ifPresent(
                why -> {
                  throw refusal(
                      "--engines has '%s', and %s cannot be in memory: %s"
                          .formatted(name, engine.label(), why));
                });
      }
      chosen.addAll(named);
    }
    return List.copyOf(chosen);
  }

  private List<Workload> workloadsNamed(List<String> names) {
    Set<Workload> chosen = new LinkedHashSet<>();
    for (String name : names) {
      chosen.add(
          Workload.named(name)
              .filter(workload -> workload != Workload.HEAP)
              .orElseThrow(
                  () ->
                      refusal(
                          "--workloads has '%s', and there are: get, put, insert, mixed, scan, churn"
                              .formatted(name))));
    }
    return List.copyOf(chosen);
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
