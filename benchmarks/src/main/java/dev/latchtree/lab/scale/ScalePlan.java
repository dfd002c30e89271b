package dev.latchtree.lab.scale;

import dev.latchtree.lab.measure.ChildJvm;
import dev.latchtree.lab.measure.Dialogue;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What {@code ./lab scale} measures.
 *
 * @param protocols in the order in which they are shown
 * @param waits in the order in which they are shown
 * @param crossed whether every strategy does everything; if not, those that are not the usual one
 *     do only what they matter for, the contended case
 * @param leastContended with how many threads that begins
 * @param threads at the same time, fewest first
 * @param workloads in the order in which they are shown
 * @param entries in each store
 */
public record ScalePlan(
    List<LatchProtocol> protocols,
    List<Waits> waits,
    boolean crossed,
    int leastContended,
    List<Integer> threads,
    List<ScaleWorkload> workloads,
    int entries) {

  public static final String EXPERIMENT = "scale";
  static final String ENGINE = "latchtree";
  static final String PROTOCOL = "protocol";
  static final String WAITS = "waits";
  static final String ENTRIES = "entries";
  static final String UNIT = "ops/s";
  static final String DURABILITY = "MEMORY";

  private static final long HEAP = 128L << 20;
  private static final int USUAL_MAP_THREADS = 8;
  private static final int SHORT_MAP_ENTRIES = 100_000;
  private static final Duration MAP_WARM_UP = Duration.ofMillis(200);

  public ScalePlan {
    protocols = protocols.stream().distinct().toList();
    waits = waits.stream().distinct().sorted().toList();
    threads = threads.stream().distinct().sorted().toList();
    workloads = workloads.stream().distinct().sorted().toList();
  }

  /** For maps that take a few seconds: the default protocol, as most stores are used. */
  public static ScalePlan shortMap() {
    return new ScalePlan(
        List.of(LatchProtocol.OPTIMISTIC_BLINK),
        List.of(Waits.USUAL),
        false,
        1,
        List.of(USUAL_MAP_THREADS),
        List.of(
            ScaleWorkload.PUT, ScaleWorkload.MIXED, ScaleWorkload.HOT_PUT, ScaleWorkload.APPEND),
        SHORT_MAP_ENTRIES);
  }

  private boolean measures(Variant variant, ScaleWorkload workload, int count) {
    return crossed
        || variant.waits() == Waits.USUAL
        || (workload == ScaleWorkload.HOT_PUT
            && count >= leastContended
            && variant.protocol() != LatchProtocol.COARSE_LOCK);
  }

  private List<Variant> allVariants() {
    List<Variant> all = new ArrayList<>();
    for (Waits wait : waits) {
      protocols.forEach(protocol -> all.add(new Variant(protocol, wait)));
    }
    return all;
  }

  /** Those that have something to do. */
  List<Variant> variants() {
    return allVariants().stream()
        .filter(
            variant ->
                workloads.stream()
                    .anyMatch(workload -> measures(variant, workload, Collections.max(threads))))
        .toList();
  }

  /** Memory that all processes together may take, in bytes. */
  public long memoryNeeded() {
    return variants().size() * (HEAP + Variant.poolBytes(entries));
  }

  /**
   * Measures, with a process for each variant, all alive until the last round is over. Cells of the
   * same workload and number of threads stand side by side, and so run shortly after one another.
   *
   * @param scratch for files while it runs
   * @param length of each round of each cell
   */
  List<Cell> run(Interleaved rounds, Path scratch, Duration length) throws IOException {
    Map<Variant, Dialogue> processes = new LinkedHashMap<>();
    for (Variant variant : variants()) {
      processes.put(variant, process(variant, scratch));
    }
    try {
      return rounds.run(probes(processes, length));
    } finally {
      processes.values().forEach(Dialogue::close);
    }
  }

  private Dialogue process(Variant variant, Path scratch) {
    List<String> arguments =
        List.of(variant.protocol().name(), variant.waits().name(), String.valueOf(entries));
    return new Dialogue(
        variant.toString(),
        ChildJvm.of(ScaleMain.class, HEAP, arguments),
        scratch.resolve(variant.protocol() + "-" + variant.waits() + ".err"));
  }

  private List<ScaleProbe> probes(Map<Variant, Dialogue> processes, Duration length) {
    List<ScaleProbe> probes = new ArrayList<>();
    for (ScaleWorkload workload : workloads) {
      List<Variant> warm = new ArrayList<>();
      for (int count : threads) {
        processes.forEach(
            (variant, process) -> {
              if (measures(variant, workload, count)) {
                Duration warmUp = warm.contains(variant) ? Duration.ZERO : length;
                warm.add(variant);
                probes.add(
                    new ScaleProbe(spec(variant, workload, count), workload, process, warmUp));
              }
            });
      }
    }
    return probes;
  }

  private Spec spec(Variant variant, ScaleWorkload workload, int count) {
    return new Spec(workload.label(), ENGINE, variant.settings(entries), DURABILITY, count, UNIT);
  }

  /**
   * Maps of all workloads under each protocol; of other strategies only if they do everything.
   *
   * @param made takes each when it is made
   */
  void maps(PrintWriter progress, Path scratch, Duration length, Consumer<LatchMap> made)
      throws IOException {
    List<Variant> mapped =
        allVariants().stream()
            .filter(variant -> crossed || variant.waits() == Waits.USUAL)
            .toList();
    Progress shown = new Progress(progress, mapped.size() * workloads.size());
    for (Variant variant : mapped) {
      try (ScaleBench bench = ScaleBench.open(variant, entries)) {
        LatchRecording recording = new LatchRecording(variant, entries, bench, scratch);
        for (ScaleWorkload workload : workloads) {
          shown.begin("latch map, %s, %s".formatted(workload.label(), variant));
          bench.run(workload, mapThreads(), MAP_WARM_UP);
          made.accept(recording.map(workload, mapThreads(), length));
        }
      }
    }
    shown.finish();
  }

  /** Eight, or the most there are. */
  int mapThreads() {
    return threads.contains(USUAL_MAP_THREADS) ? USUAL_MAP_THREADS : Collections.max(threads);
  }
}
