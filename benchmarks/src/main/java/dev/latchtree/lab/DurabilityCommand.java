package dev.latchtree.lab;

import dev.latchtree.lab.durability.DurabilityPlan;
import dev.latchtree.lab.durability.DurabilityReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the log under the tree costs when nobody waits for it. */
@Command(
    name = "durability",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures what the log costs: puts and gets with a log beside the same tree in memory.",
      "Policies OS, INTERVAL and GROUP, and what churn does to the page file. All cells run"
          + " interleaved; figures are medians with their spread,"
          + " ratios are taken in each round. By default about 3 minutes."
    })
final class DurabilityCommand implements Callable<Integer> {

  private static final int MOST_THREADS = 128;
  private static final int LEAST_ENTRIES = 1_000;
  private static final int MOST_ENTRIES = 100_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "Threads at a time, each 1 to 128; default ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "Entries in each store, 1000 to 100000000; default ${DEFAULT-VALUE}.")
  private int entries;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    for (int count : threads) {
      MeasureOptions.requireRange(spec.commandLine(), "--threads", count, 1, MOST_THREADS);
    }
    MeasureOptions.requireRange(
        spec.commandLine(), "--entries", entries, LEAST_ENTRIES, MOST_ENTRIES);
    DurabilityPlan plan = new DurabilityPlan(entries, threads);
    MeasureOptions.requireRoom(spec, "the stores", plan.memoryNeeded(), "fewer --entries");
    return options.measure(
        spec, plan.toString(), plan.diskNeeded(), plan::probes, DurabilityReport::new);
  }
}
