package dev.latchtree.lab;

import dev.latchtree.lab.log.FsyncPlan;
import dev.latchtree.lab.log.FsyncReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what a commit costs under every policy, beside what the disk can do by itself. */
@Command(
    name = "fsync",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures commits under every sync policy, beside the raw disk.",
      "Every window and pacing, a log thread, and what the disk does by itself: append and sync. "
          + "All cells run interleaved, round by round; "
          + "figures are medians with their spread. By default about a minute and a half."
    })
final class FsyncCommand implements Callable<Integer> {

  private static final int MOST_THREADS = 1_024;
  private static final int LARGEST_PAYLOAD = 1 << 20;
  private static final Duration LONGEST_LATENCY = Duration.ofSeconds(1);
  private static final double HIGHEST_RATE = 10_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      description = "Committing threads, each 1 to 1024; default ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      description = "Payload of a record, 0 to 1048576 bytes; default ${DEFAULT-VALUE}.")
  private int payload;

  @Option(
      names = "--sync-latency",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Model a slower disk: every sync takes this much longer, up to 1s, like 2ms.")
  private Duration syncLatency;

  @Option(
      names = "--open-loop",
      paramLabel = "RATE",
      description = {
        "Commits a second of all threads together, at fixed instants; latencies count from the",
        "instant at which a commit was due. Default: closed loop, as fast as it goes."
      })
  private double rate;

  @Option(
      names = "--sweep",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = {
        "Instead of all policies: GROUP with windows from 0 to 4 ms, closed loop and open loop",
        "(4000/s unless --open-loop says otherwise), with the largest number of --threads."
      })
  private boolean sweep;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    for (int count : threads) {
      MeasureOptions.requireRange(spec.commandLine(), "--threads", count, 1, MOST_THREADS);
    }
    MeasureOptions.requireRange(spec.commandLine(), "--payload", payload, 0, LARGEST_PAYLOAD);
    if (syncLatency.compareTo(LONGEST_LATENCY) > 0) {
      throw new ParameterException(
          spec.commandLine(), "--sync-latency must be 0ms to 1s: " + syncLatency.toMillis() + "ms");
    }
    if (!(rate == 0 || (rate >= 1 && rate <= HIGHEST_RATE))) {
      throw new ParameterException(
          spec.commandLine(),
          "--open-loop must be 1 to %.0f commits a second: %s".formatted(HIGHEST_RATE, rate));
    }
    FsyncPlan plan = new FsyncPlan(threads, payload, syncLatency, rate, sweep);
    return options.measure(
        spec,
        plan.toString(),
        plan.diskNeeded(),
        plan::probes,
        cells -> new FsyncReport(cells, syncLatency));
  }
}
