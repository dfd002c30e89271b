package dev.latchtree.lab;

import dev.latchtree.lab.quickwins.QuickWinsPlan;
import dev.latchtree.lab.quickwins.QuickWinsReport;
import dev.latchtree.lab.quickwins.Variant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what three small changes buy a store with few users. */
@Command(
    name = "quick-wins",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures small and extra-large writes by few users, with three small changes.",
      "A lock between processes against none, a sync for each write against one every 100 ms, a"
          + " read before each write against none: each alone, and all together. All cells run"
          + " interleaved; latencies are over all rounds. By default about 3 minutes."
    })
final class QuickWinsCommand implements Callable<Integer> {

  private static final int MOST_USERS = 1_024;
  private static final int LEAST_VALUE = 8;
  private static final int LARGEST_VALUE = 1 << 20;
  private static final int MOST_ENTRIES = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--users",
      paramLabel = "N,...",
      split = ",",
      description = "Who write at the same time, each 1 to 1024; default ${DEFAULT-VALUE}.")
  private List<Integer> users;

  @Option(
      names = "--values",
      paramLabel = "BYTES,...",
      split = ",",
      description = {
        "Bytes of a value, each 8 to 1048576; default ${DEFAULT-VALUE}: small and extra-large."
      })
  private List<Integer> values;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = {
        "Entries in each store, 1 to 1000000, and of large ones no more than 32 MiB;",
        "default ${DEFAULT-VALUE}."
      })
  private int entries;

  @Option(
      names = "--variants",
      paramLabel = "NAME,...",
      split = ",",
      description =
          "Only these: before, in-process, flush-interval, blind-write, all, all-durable.")
  private @Nullable List<String> variants;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    for (int count : users) {
      requireRange("--users", count, 1, MOST_USERS);
    }
    for (int value : values) {
      requireRange("--values", value, LEAST_VALUE, LARGEST_VALUE);
    }
    requireRange("--entries", entries, 1, MOST_ENTRIES);
    QuickWinsPlan plan = new QuickWinsPlan(chosenVariants(), users, values, entries);
    MeasureOptions.requireRoom(
        spec, "the stores", plan.memoryNeeded(), "fewer --variants or --values");
    return options.measure(
        spec,
        plan.toString(),
        plan.diskNeeded(),
        plan::probes,
        cells -> new QuickWinsReport(plan, cells));
  }

  private List<Variant> chosenVariants() {
    if (variants == null) {
      return List.of(Variant.values());
    }
    return Named.all(
        spec.commandLine(),
        "--variants",
        variants,
        Variant::named,
        Named.labels(Variant.values(), Variant::label));
  }

  private void requireRange(String option, int value, int least, int most) {
    MeasureOptions.requireRange(spec.commandLine(), option, value, least, most);
  }
}
