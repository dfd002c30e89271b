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
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.memory.MachineMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  private static final Path USUAL_REPORT = Path.of("report");

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

  @Option(names = "--dry-run", description = "Show what would be measured, and how long it takes.")
  private boolean dryRun;

  @Option(
      names = "--resume",
      description =
          "Take up what an earlier run with the same options has left in --out: groups that it"
              + " completed are not measured again.")
  private boolean resume;

  @Mixin private RoundOptions rounds;
  @Mixin private OnlyOption only;
  @Mixin private DiskOptions disks;
  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    ComparePlan plan = plan();
    if (dryRun) {
      plan.print(command.getOut());
      return 0;
    }
    Path disk = disks.require(command, plan.diskBytes());
    requireMemory(plan);
    reports.claim(command);
    Map<String, Object> environment = Environment.describe(disk, plan.fingerprint());
    KeptGroups kept = kept(environment);
    CompareResult result;
    try (Scratch scratch = Scratch.in(disk, "lab-compare-")) {
      CompareRun run = new CompareRun(plan, scratch.path(), kept, command.getErr());
      scratch.beforeStopping(
          () -> reports.writeInterrupted(command, report(run.stop(), environment)));
      result = run.run();
    }
    new CompareReport(result).print(command.getOut());
    int code = reports.write(command, report(result, environment));
    if (code == CommandLine.ExitCode.OK) {
      kept.clear();
    }
    return code;
  }

  private RunReport report(CompareResult result, Map<String, Object> environment) {
    return CompareReports.of(result, environment, Lab.typed(spec));
  }

  private KeptGroups kept(Map<String, Object> environment) throws IOException {
    Path out = Objects.requireNonNullElse(reports.directory(), USUAL_REPORT);
    if (!resume) {
      return KeptGroups.begin(out, environment);
    }
    try {
      return KeptGroups.resume(out, environment);
    } catch (IllegalArgumentException e) {
      throw refusal("--resume: " + e.getMessage());
    }
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
    Comparison comparison = comparison();
    boolean narrowed = engines != null || workloads != null || only.pattern() != null;
    ComparePlan plan =
        ComparePlan.of(
            (narrowed ? comparison.alone() : comparison).with(overrides),
            rounds.count(spec.commandLine()),
            rounds.length(spec.commandLine()),
            only.wanted());
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
    if (plan.processBytes() > there) {
      throw refusal(
          "the process of a single engine may take %d MiB, and there are %d; fewer --entries, or --only some groups"
              .formatted(plan.processBytes() >> 20, there >> 20));
    }
  }

  private List<Engine> enginesNamed(List<String> names) {
    return Named.all(spec.commandLine(), "--engines", names, Engines::named, Engines.labels())
        .stream()
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private List<Workload> workloadsNamed(List<String> names) {
    return Named.all(
        spec.commandLine(),
        "--workloads",
        names,
        Workload::named,
        Named.labels(Workload.values(), Workload::label));
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
