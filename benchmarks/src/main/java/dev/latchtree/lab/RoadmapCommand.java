package dev.latchtree.lab;

import dev.latchtree.lab.roadmap.RoadmapPlan;
import dev.latchtree.lab.roadmap.RoadmapReport;
import dev.latchtree.lab.roadmap.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what each step away from a lock held through the sync buys. */
@Command(
    name = "roadmap",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures durable puts, step by step: from a lock held through every sync to page latches.",
      "Every step, alone and together, by table size and threads, on this disk and on a model of a"
          + " slower one, beside the disk and the log by themselves. All cells run interleaved,"
          + " round by round; figures are medians with their spread. By"
          + " default about 20 minutes."
    })
final class RoadmapCommand implements Callable<Integer> {

  private static final int MOST_THREADS = 1_024;
  private static final int LEAST_KEYS = 100;
  private static final int MOST_KEYS = 100_000_000;
  private static final Duration LONGEST_LATENCY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--essentials",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = {
        "All steps and threads at the table size in the middle only; at the others lock-held,",
        "page-latches and all, with the most threads."
      })
  private boolean essentials;

  @Option(
      names = "--keys",
      paramLabel = "N,...",
      split = ",",
      description = "Keys loaded into a table, each 100 to 100000000; default ${DEFAULT-VALUE}.")
  private List<Integer> keys;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "Threads that put, each 1 to 1024; default ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(
      names = "--steps",
      paramLabel = "NAME,...",
      split = ",",
      description =
          "Only these: lock-held, lock-held-group, lock-released, partitions, batches,"
              + " page-latches, all.")
  private @Nullable List<String> steps;

  @Option(
      names = "--sync-latency",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = {
        "Beside this disk, a model of a slower one: every sync takes this much longer, up to 1s;",
        "0ms for this disk only; default ${DEFAULT-VALUE}."
      })
  private Duration syncLatency;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    for (int count : keys) {
      MeasureOptions.requireRange(spec.commandLine(), "--keys", count, LEAST_KEYS, MOST_KEYS);
    }
    for (int count : threads) {
      MeasureOptions.requireRange(spec.commandLine(), "--threads", count, 1, MOST_THREADS);
    }
    if (syncLatency.compareTo(LONGEST_LATENCY) > 0) {
      throw refusal("--sync-latency must be 0ms to 1s: " + syncLatency.toMillis() + "ms");
    }
    RoadmapPlan plan = new RoadmapPlan(chosenSteps(), keys, threads, syncLatency, essentials);
    MeasureOptions.requireRoom(
        spec, "the tables", plan.memoryNeeded(), "fewer --keys or --steps, or --essentials");
    return options.measure(
        spec,
        plan.toString(),
        plan.diskNeeded(),
        plan::probes,
        cells -> new RoadmapReport(cells, syncLatency));
  }

  private List<Step> chosenSteps() {
    if (steps == null) {
      return List.of(Step.values());
    }
    return Named.all(
        spec.commandLine(),
        "--steps",
        steps,
        Step::named,
        Named.labels(Step.values(), Step::label));
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
