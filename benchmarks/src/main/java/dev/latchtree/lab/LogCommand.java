package dev.latchtree.lab;

import dev.latchtree.lab.log.LogPlan;
import dev.latchtree.lab.log.LogReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the log does with records, segments and codecs, and how fast it is read. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the log: appends, batches, rotation, compression, replay.",
      "Append without commit, many appends to a sync, rotation by segment size and preallocation, "
          + "compression by payload, parallel replay. All cells run interleaved, round by round; figures "
          + "are medians with their spread. By default under two minutes."
    })
final class LogCommand implements Callable<Integer> {

  private static final int MOST_MEBIBYTES = 16 << 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--replay-size",
      paramLabel = "MIB",
      description = "MiB of log to read back, 1 to 16384; default ${DEFAULT-VALUE}.")
  private int replay;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    MeasureOptions.requireRange(spec.commandLine(), "--replay-size", replay, 1, MOST_MEBIBYTES);
    LogPlan plan = new LogPlan((long) replay << 20);
    return options.measure(spec, plan.toString(), plan.diskNeeded(), plan::probes, LogReport::new);
  }
}
