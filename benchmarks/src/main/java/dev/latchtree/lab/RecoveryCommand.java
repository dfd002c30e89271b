package dev.latchtree.lab;

import dev.latchtree.lab.recovery.RecoveryPlan;
import dev.latchtree.lab.recovery.RecoveryReport;
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

/** Measures how long a store takes to open after its process was killed. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures opening a store after kill -9.",
      "By size of the log, with 1 and 2 redo threads, and with checkpoints of several intervals."
          + " Processes put into stores and are killed; copies of what they leave are opened, 5"
          + " rounds, interleaved. By default about 5 minutes, and 8 GiB of disk."
    })
final class RecoveryCommand implements Callable<Integer> {

  private static final int LARGEST = 16 << 10;
  private static final int LEAST_KEYS = 100;
  private static final int MOST_KEYS = 100_000_000;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--objective",
      paramLabel = "TIME",
      arity = "0..1",
      fallbackValue = "1s",
      converter = DurationConverter.class,
      description = {
        "Instead: promise that a recovery takes no longer than this, 100ms to 60s (1s if no time is",
        "given), and kill the store at 50 random moments; --rounds is then the number of kills,",
        "and --seconds the longest life."
      })
  private @Nullable Duration objective;

  @Option(
      names = "--sizes",
      paramLabel = "MIB,...",
      split = ",",
      description = "MiB of log to redo, each 1 to 16384; default ${DEFAULT-VALUE}.")
  private List<Integer> sizes;

  @Option(
      names = "--keys",
      paramLabel = "N",
      description = "Keys in a store, 100 to 100000000; default ${DEFAULT-VALUE}.")
  private int keys;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    for (int size : sizes) {
      MeasureOptions.requireRange(spec.commandLine(), "--sizes", size, 1, LARGEST);
    }
    MeasureOptions.requireRange(spec.commandLine(), "--keys", keys, LEAST_KEYS, MOST_KEYS);
    Duration promised = promised();
    RecoveryPlan plan =
        new RecoveryPlan(keys, sizes.stream().map(size -> (long) size << 20).toList(), promised);
    return options.measure(
        spec,
        plan.toString(),
        plan.diskNeeded(),
        plan::probes,
        cells -> new RecoveryReport(cells, promised));
  }

  private Duration promised() {
    if (objective == null) {
      return Duration.ZERO;
    }
    if (objective.compareTo(Duration.ofMillis(100)) < 0 || objective.compareTo(LONGEST) > 0) {
      throw new ParameterException(
          spec.commandLine(), "--objective must be 100ms to 60s: " + objective.toMillis() + "ms");
    }
    return objective;
  }
}
