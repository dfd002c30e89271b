package dev.latchtree.lab;

import dev.latchtree.lab.openloop.Limit;
import dev.latchtree.lab.openloop.SearchPlan;
import dev.latchtree.lab.openloop.SearchReport;
import dev.latchtree.lab.roadmap.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how many writes a second can be asked for before they come late. */
@Command(
    name = "write-stress",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Raises the rate of durable puts until they come late; reports the last rate that passed.",
      "Puts are asked for at fixed instants, whether or not those before are done, and each latency"
          + " counts from its instant: a stall cannot hide what it delays. The rate is doubled until"
          + " one fails, then goes up from the last that passed in steps of an eighth of it. A round"
          + " is one whole search, on a tree of fixed size. By default about 50 minutes."
    })
final class WriteStressCommand implements Callable<Integer> {

  private static final int MOST_CLIENTS = 1_024;
  private static final int LEAST_ENTRIES = 100;
  private static final int MOST_ENTRIES = 100_000_000;
  private static final int MOST_RATE = 10_000_000;
  private static final Duration LONGEST_LATENCY = Duration.ofSeconds(1);
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(30);
  private static final Duration SHORTEST_LIMIT = Duration.ofMillis(1);
  private static final Duration LONGEST_LIMIT = Duration.ofSeconds(60);
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec private CommandSpec spec;

  @Option(
      names = "--tables",
      paramLabel = "NAME,...",
      split = ",",
      description = {
        "As in the roadmap: lock-held, lock-held-group, lock-released, partitions, page-latches;",
        "default ${DEFAULT-VALUE}: one lock held through a shared sync, and none."
      })
  private List<String> tables;

  @Option(
      names = "--entries",
      paramLabel = "N,...",
      split = ",",
      description = "Entries in each tree, each 100 to 100000000; default ${DEFAULT-VALUE}.")
  private List<Integer> entries;

  @Option(
      names = "--p95",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = {
        "A rate passes as long as 95 in 100 puts take no longer, 1ms to 60s, and a tenth of a step",
        "at most; default ${DEFAULT-VALUE}."
      })
  private Duration p95;

  @Option(
      names = "--start",
      paramLabel = "RATE",
      description = "Writes a second to begin with, 1 to 10000000; default ${DEFAULT-VALUE}.")
  private int start;

  @Option(
      names = "--step",
      paramLabel = "RATE",
      description = "Least difference between rates, 1 to 10000000; default ${DEFAULT-VALUE}.")
  private int step;

  @Option(
      names = "--most",
      paramLabel = "RATE",
      description = "No higher rate is tried, --start to 10000000; default ${DEFAULT-VALUE}.")
  private int most;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = {
        "Threads that put, 1 to 1024: no more puts are under way at the same time; default",
        "${DEFAULT-VALUE}."
      })
  private int clients;

  @Option(
      names = "--sync-latency",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = {
        "Model a slower disk: every sync takes this much longer, up to 1s; 0ms for this disk as it",
        "is; default ${DEFAULT-VALUE}."
      })
  private Duration syncLatency;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    requireRange("--start", start, 1, MOST_RATE);
    requireRange("--step", step, 1, MOST_RATE);
    requireRange("--most", most, start, MOST_RATE);
    requireRange("--clients", clients, 1, MOST_CLIENTS);
    SearchPlan plan =
        new SearchPlan(
            chosenTables(), chosenEntries(), clients, limit(), start, step, most, syncLatency());
    MeasureOptions.requireRoom(
        spec, "the tables", plan.memoryNeeded(), "fewer --entries or --tables");
    return options.measure(
        spec,
        plan.toString(),
        plan.diskNeeded(),
        scratch -> plan.probes(scratch, spec.commandLine().getErr()),
        cells -> new SearchReport(plan, cells));
  }

  private Duration syncLatency() {
    if (syncLatency.compareTo(LONGEST_LATENCY) > 0) {
      throw refusal("--sync-latency must be 0ms to 1s: " + syncLatency.toMillis() + "ms");
    }
    Duration together = syncLatency.multipliedBy(clients);
    if (together.compareTo(LONGEST_QUEUE) > 0) {
      throw refusal(
          "--clients times --sync-latency must be at most %ds: %ds; so long the last of those waits that queue up for one lock"
              .formatted(LONGEST_QUEUE.toSeconds(), together.toSeconds()));
    }
    return syncLatency;
  }

  private Limit limit() {
    if (p95.compareTo(SHORTEST_LIMIT) < 0 || p95.compareTo(LONGEST_LIMIT) > 0) {
      throw refusal("--p95 must be 1ms to 60s: " + p95.toNanos() / 1e6 + "ms");
    }
    double needed = p95.toNanos() / NANOS_PER_SECOND * Limit.LENGTHS;
    double length = options.seconds(spec);
    if (length < needed) {
      throw refusal(
          "--seconds must be at least %s, ten times --p95: %s; in a shorter step nothing can be late enough to tell"
              .formatted(needed, length));
    }
    return new Limit(p95);
  }

  private List<Integer> chosenEntries() {
    entries.forEach(count -> requireRange("--entries", count, LEAST_ENTRIES, MOST_ENTRIES));
    return entries;
  }

  private List<Step> chosenTables() {
    return Named.all(
        spec.commandLine(),
        "--tables",
        tables,
        name -> Step.named(name).filter(SearchPlan::isOffered),
        Arrays.stream(Step.values()).filter(SearchPlan::isOffered).map(Step::label).toList());
  }

  private void requireRange(String option, int value, int least, int upTo) {
    MeasureOptions.requireRange(spec.commandLine(), option, value, least, upTo);
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
