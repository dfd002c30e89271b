package dev.latchtree.lab;

import dev.latchtree.lab.compare.ComparePlan;
import dev.latchtree.lab.compare.CompareReport;
import dev.latchtree.lab.compare.CompareReports;
import dev.latchtree.lab.compare.CompareResult;
import dev.latchtree.lab.compare.CompareRun;
import dev.latchtree.lab.compare.Comparison;
import dev.latchtree.lab.compare.Engines;
import dev.latchtree.lab.compare.Group;
import dev.latchtree.lab.compare.KeptGroups;
import dev.latchtree.lab.compare.Overrides;
import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.experiment.ExperimentException;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.page.Report;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.report.Results;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.memory.MachineMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the engine, with each protocol, beside what people use instead. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares the engine, with each protocol, with what people use instead.",
      "A JVM for each engine, the cells of a group interleaved, round by round; figures are medians"
          + " with their spread, ratios are taken in each round, within one durability tier. By"
          + " default about 20 minutes; --dry-run shows what is measured."
    })
final class CompareCommand implements Callable<Integer> {

  private static final double NANOS_PER_SECOND = 1e9;

  @Spec private CommandSpec spec;

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
      description = "Only these, of those that a group has.")
  private @Nullable List<String> workloads;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "So many threads at a time instead, each 1 to 128.")
  private @Nullable List<Integer> threads;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "So many entries in each store instead, 1000 to 100000000.")
  private @Nullable Integer entries;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Interleaved rounds, 1 to 100; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of each round of each cell, 0.01 to 3600; default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only cells in whose name, as progress shows it, this is found.")
  private @Nullable Pattern only;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Directory on the disk to measure; default: the system's directory of temporary files."
              + " What is written there is removed afterwards.")
  private @Nullable Path directory;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "report",
      description = "Directory for the report; default ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all results to this file too.")
  private @Nullable Path json;

  @Option(names = "--dry-run", description = "Show what would be measured, and how long it takes.")
  private boolean dryRun;

  @Option(
      names = "--resume",
      description =
          "Take up what an earlier run with the same options has left in --out: groups that it"
              + " completed are not measured again.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    MeasureOptions.requireRange(spec.commandLine(), "--rounds", rounds, 1, 100);
    if (!(seconds >= 0.01 && seconds <= 3600)) {
      throw refusal("--seconds must be 0.01 to 3600: " + seconds);
    }
    ComparePlan plan = plan();
    if (dryRun) {
      plan.print(spec.commandLine().getOut());
      return 0;
    }
    Path disk = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
    MeasureOptions.requireDisk(spec.commandLine(), disk, plan.diskBytes());
    requireMemory(plan);
    claim();
    Map<String, Object> environment = Environment.describe(disk, plan.fingerprint());
    KeptGroups kept = kept(environment);
    CompareResult result;
    try (Scratch scratch = Scratch.in(disk, "lab-compare-")) {
      CompareRun run = new CompareRun(plan, scratch.path(), kept, spec.commandLine().getErr());
      scratch.beforeStopping(() -> writePart(run.stop(), environment));
      result = run.run();
    }
    write(result, environment);
    kept.clear();
    new CompareReport(result).print(spec.commandLine().getOut());
    spec.commandLine().getOut().printf("%nThe report is in %s.%n", out.toAbsolutePath());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private KeptGroups kept(Map<String, Object> environment) throws IOException {
    if (!resume) {
      return KeptGroups.begin(out, environment);
    }
    try {
      return KeptGroups.resume(out, environment);
    } catch (IllegalArgumentException e) {
      throw refusal("--resume: " + e.getMessage());
    }
  }

  private void claim() {
    if (json != null) {
      MeasureOptions.claim(spec.commandLine(), json);
    }
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, "claim", ".tmp"));
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--out cannot be written: " + e, e);
    }
  }

  private void write(CompareResult result, Map<String, Object> environment) throws IOException {
    if (json != null) {
      Results.write(json, Results.of(environment, result.limits(), result.cells()));
    }
    Report.write(out, CompareReports.of(result, environment, "./lab " + words()));
  }

  /** In a JVM that is about to end. */
  private void writePart(CompareResult result, Map<String, Object> environment) {
    try {
      write(result, environment);
      spec.commandLine()
          .getErr()
          .printf("%nlab: interrupted; what was complete is in %s%n", out.toAbsolutePath());
      spec.commandLine().getErr().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command line, from the command's name on. */
  private String words() {
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    return String.join(" ", words);
  }

  private ComparePlan plan() {
    for (int count : threads != null ? threads : List.<Integer>of()) {
      MeasureOptions.requireRange(spec.commandLine(), "--threads", count, 1, Group.MOST_THREADS);
    }
    if (entries != null) {
      MeasureOptions.requireRange(
          spec.commandLine(), "--entries", entries, Group.LEAST_ENTRIES, Group.MOST_ENTRIES);
    }
    Overrides overrides =
        new Overrides(
            engines == null ? List.of() : enginesNamed(engines),
            workloads == null ? List.of() : workloadsNamed(workloads),
            threads == null ? List.of() : threads,
            entries == null ? 0 : entries);
    Predicate<String> wanted = only == null ? name -> true : only.asPredicate();
    Comparison comparison = comparison();
    ComparePlan plan =
        ComparePlan.of(
            comparison.with(overrides),
            rounds,
            Duration.ofNanos((long) (seconds * NANOS_PER_SECOND)),
            wanted);
    if (plan.cells() == 0) {
      throw refusal(
          "no cell is left; without --engines, --workloads and --only there are the groups %s"
              .formatted(comparison.groups().stream().map(Group::name).toList()));
    }
    return plan;
  }

  private Comparison comparison() {
    try {
      return Comparison.of(ExperimentDefaults.experimentOf(spec));
    } catch (ExperimentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void requireMemory(ComparePlan plan) {
    long there = MachineMemory.now().total();
    if (plan.memoryBytes() > there) {
      throw refusal(
          "the processes of a group may take %d MiB, and there are %d; fewer --entries or --engines, or --only some groups"
              .formatted(plan.memoryBytes() >> 20, there >> 20));
    }
  }

  private List<Engine> enginesNamed(List<String> names) {
    Set<Engine> chosen = new LinkedHashSet<>();
    for (String name : names) {
      chosen.addAll(
          Engines.named(name)
              .orElseThrow(
                  () ->
                      refusal(
                          "--engines has '%s', and there are: %s"
                              .formatted(name, String.join(", ", Engines.labels())))));
    }
    return List.copyOf(chosen);
  }

  private List<Workload> workloadsNamed(List<String> names) {
    return names.stream()
        .map(
            name ->
                Workload.named(name)
                    .orElseThrow(
                        () ->
                            refusal(
                                "--workloads has '%s', and there are: %s"
                                    .formatted(
                                        name,
                                        String.join(
                                            ", ",
                                            Arrays.stream(Workload.values())
                                                .map(Workload::label)
                                                .toList())))))
        .toList();
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
