package dev.latchtree.lab;

import dev.latchtree.lab.crud.CrudPlan;
import dev.latchtree.lab.crud.CrudReport;
import dev.latchtree.lab.crud.Policy;
import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.workload.CrudBench;
import dev.latchtree.lab.workload.CrudMix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures documents that are read, created, updated and deleted in several stores at once. */
@Command(
    name = "crud",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures a mix of reads, creates, updates and deletes on several durable stores at once.",
      "Our default protocol with every sync policy, and the other protocols and engines with what"
          + " comes closest to group commit. Every operation is timed, by kind; of the logs, groups"
          + " and queues are shown. All cells run interleaved; figures are medians with their spread. By default about a minute for each engine and policy."
    })
final class CrudCommand implements Callable<Integer> {

  private static final int MOST_STORES = 64;
  private static final int MOST_WORKERS = 256;
  private static final int MOST_ENTRIES = 10_000_000;
  private static final int LEAST_DOCUMENT = 8;
  private static final int LARGEST_DOCUMENT = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stores",
      paramLabel = "N",
      description = "Stores, 1 to 64; default ${DEFAULT-VALUE}.")
  private int stores;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads of each store, 1 to 256; default ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--mix",
      paramLabel = "R/C/U/D",
      description = "Reads, creates, updates, deletes in a hundred; default ${DEFAULT-VALUE}.")
  private String mix;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = {
        "Documents in each store at first, at least one for each worker, up to 10000000;",
        "default ${DEFAULT-VALUE}."
      })
  private int entries;

  @Option(
      names = "--growth",
      paramLabel = "N",
      description = {
        "How many more a store may have: then the clock stands still, and it is made as small as",
        "before; 1 to 10000000; default ${DEFAULT-VALUE}."
      })
  private int growth;

  @Option(
      names = "--document",
      paramLabel = "BYTES",
      description = "Bytes of a document, 8 to 1048576; default ${DEFAULT-VALUE}.")
  private int document;

  @Option(
      names = "--policies",
      paramLabel = "NAME,...",
      split = ",",
      description = "Of our default protocol, from always, group, interval, none; default: all.")
  private List<String> policies;

  @Option(
      names = "--engines",
      paramLabel = "NAME,...",
      split = ",",
      description =
          "Only these, each by its whole name or one half, like OPTIMISTIC_BLINK; default: all that"
              + " can be durable.")
  private @Nullable List<String> engines;

  @Mixin private MeasureOptions options;

  @Override
  public Integer call() throws IOException {
    requireRange("--stores", stores, 1, MOST_STORES);
    requireRange("--workers", workers, 1, MOST_WORKERS);
    requireRange("--entries", entries, workers, MOST_ENTRIES);
    requireRange("--growth", growth, 1, MOST_ENTRIES);
    requireRange("--document", document, LEAST_DOCUMENT, LARGEST_DOCUMENT);
    CrudBench.Plan bench = new CrudBench.Plan(stores, workers, entries, growth, chosenMix());
    CrudPlan plan = new CrudPlan(chosenEngines(), chosenPolicies(), bench, document);
    MeasureOptions.requireRoom(
        spec,
        "the stores",
        plan.memoryNeeded(),
        "fewer --engines, --policies or --stores, or less --growth");
    return options.measure(
        spec,
        plan.toString(),
        plan.diskNeeded(),
        plan::probes,
        cells -> new CrudReport(plan, cells));
  }

  private CrudMix chosenMix() {
    try {
      return CrudMix.parse(mix);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--mix: " + e.getMessage(), e);
    }
  }

  private List<Policy> chosenPolicies() {
    return Named.all(
        spec.commandLine(),
        "--policies",
        policies,
        Policy::named,
        Named.labels(Policy.values(), Policy::label));
  }

  private List<Engine> chosenEngines() {
    List<Engine> able = CrudPlan.engines(document);
    if (engines == null) {
      return able;
    }
    List<Engine> chosen = new ArrayList<>();
    for (String name : engines) {
      List<Engine> named =
          Arrays.stream(Engine.values()).filter(engine -> engine.isNamed(name)).toList();
      List<Engine> found = named.stream().filter(able::contains).toList();
      if (found.isEmpty()) {
        throw refusal(
            "--engines has '%s', which %s; there are: %s"
                .formatted(
                    name,
                    named.isEmpty() ? "is none" : "cannot make documents of this size durable",
                    able.stream().map(Engine::label).collect(Collectors.joining(", "))));
      }
      chosen.addAll(found);
    }
    return chosen;
  }

  private void requireRange(String option, int value, int least, int most) {
    MeasureOptions.requireRange(spec.commandLine(), option, value, least, most);
  }

  private ParameterException refusal(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
