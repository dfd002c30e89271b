package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.HeatMap;
import dev.latchtree.lab.plot.Limit;
import dev.latchtree.lab.plot.Lines;
import dev.latchtree.lab.plot.Percentiles;
import dev.latchtree.lab.plot.TreeShape;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.LatencyMicros;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run with every kind of plot. Its figures are made up, and mean nothing. */
final class SampleRun {

  /** A name that would be a program if any page took it for markup. */
  static final String HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too' | `x` {a|b} \u2028";

  private static final List<String> ENGINES =
      List.of("latchtree", "lmdb", "rocksdb", "h2-mvstore", "ConcurrentSkipListMap");
  private static final int[] THREADS = {1, 2, 4, 8, 32};

  private SampleRun() {}

  static Cell cell(
      String experiment,
      String workload,
      String engine,
      Map<String, String> settings,
      String durability,
      int threads,
      double figure) {
    double latency = 1e6 * threads / figure;
    return new Cell(
        experiment,
        workload,
        engine,
        settings,
        durability,
        threads,
        "ops/s",
        List.of(figure, figure * 0.94, figure * 1.05, figure * 0.99, figure * 1.08),
        new LatencyMicros(latency, latency * 1.8, latency * 3.1, latency * 21, latency * 90),
        durability.equals("POWER_SAFE") ? 1234L : null,
        null,
        Map.of("cores", 1.9));
  }

  /** Throughput of all engines with all threads. */
  static List<Cell> throughput(String workload, String durability, double scale) {
    List<Cell> cells = new ArrayList<>();
    for (int e = 0; e < ENGINES.size(); e++) {
      for (int threads : THREADS) {
        double figure = scale * (1 - 0.17 * e) * Math.min(threads, 2) * (threads > 8 ? 0.9 : 1);
        Map<String, String> settings = Map.of("entries", "100000");
        cells.add(cell("compare", workload, ENGINES.get(e), settings, durability, threads, figure));
      }
    }
    return cells;
  }

  static List<Cell> roadmap() {
    List<Cell> cells = new ArrayList<>();
    Map<String, Double> steps = new LinkedHashMap<>();
    steps.put("lock-held", 940.0);
    steps.put("lock-held-group", 930.0);
    steps.put("lock-released", 14_200.0);
    steps.put("partitions", 5_800.0);
    steps.put("batches", 61_000.0);
    steps.put("page-latches", 15_100.0);
    steps.put("all", 208_000.0);
    steps.forEach(
        (step, figure) -> {
          for (int threads : new int[] {1, 8, 32}) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("step", step);
            settings.put("phase", "steady");
            settings.put("keys", "100000");
            double at = figure * (0.3 + 0.7 * threads / 32);
            cells.add(cell("roadmap", "put", "latchtree", settings, "POWER_SAFE", threads, at));
          }
        });
    return cells;
  }

  static List<Cell> fsync() {
    List<Cell> cells = new ArrayList<>();
    cells.add(cell("fsync", "commit", "raw", Map.of(), "POWER_SAFE", 1, 980));
    for (int threads : new int[] {1, 8, 32}) {
      Map<String, String> always = Map.of("policy", "ALWAYS");
      Map<String, String> group = Map.of("policy", "GROUP", "window", "1ms");
      Map<String, String> interval = Map.of("policy", "INTERVAL", "window", "5ms");
      Map<String, String> os = Map.of("policy", "OS");
      cells.add(cell("fsync", "commit", "latchtree", always, "POWER_SAFE", threads, 930));
      cells.add(cell("fsync", "commit", "latchtree", group, "POWER_SAFE", threads, 900 * threads));
      cells.add(cell("fsync", "commit", "latchtree", interval, "INTERVAL", threads, 410_000));
      cells.add(cell("fsync", "commit", "latchtree", os, "PROCESS_SAFE", threads, 240_000));
    }
    return cells;
  }

  static Map<String, Object> environment() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu", "A made-up processor");
    facts.put("cores", 2L);
    facts.put("memory", 25_000_000_000L);
    facts.put("os", "Linux 6");
    facts.put("largePages", "madvise");
    facts.put("fileSystem", "ext4");
    facts.put("jdk", "OpenJDK 64-Bit Server VM 17");
    facts.put("jvmFlags", List.of("-Xmx1g"));
    facts.put("checks", false);
    facts.put("commit", "0123abc");
    facts.put("configHash", "00ff00ff00ff");
    return facts;
  }

  /** All of it, with {@code name} wherever a run has names. */
  static RunReport run(String name) {
    List<Cell> gets = throughput("get", "MEMORY", 900_000);
    List<Cell> puts = throughput("put", "POWER_SAFE", 9_000);
    List<Cell> many =
        gets.stream().filter(cell -> cell.threads() == 1 || cell.threads() == 8).toList();
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("appendFsyncMicros", Map.of("p50", 1020.0, "p99", 2200.0));
    limits.put("dependentReadsPerSecond", 1_800_000L);
    RunReport.Builder report =
        RunReport.titled(
                "Compare, quick form",
                "What does each remedy buy, against what people use today? The tree with its"
                    + " default protocol beside its coarse-locked baseline and four well-known"
                    + " engines: same keys, same values, equal memory, every figure a median over"
                    + " interleaved rounds.")
            .answer(
                "Page latches read 1.8 times as fast as LMDB and put as fast as the disk allows.")
            .command("./lab compare --quick --out report")
            .environment(environment())
            .limits(limits)
            .cells(gets)
            .cells(puts)
            .headline(headline("get, 1 thread, to LMDB", 1.2, 1.1, 1.31).atLeast(1.5))
            .headline(headline("get, 8 threads, to LMDB", 1.84, 1.7, 1.95).atLeast(1.5))
            .headline(
                headline("put, 8 threads, to the best durable peer", 1.52, 1.4, 1.7).atLeast(1.5))
            .headline(
                headline("scan of 100, 2 threads, to the skip list", 3.1, 2.8, 3.3).atLeast(2))
            .headline(headline("time of one get, to the coarse lock", 1.04, 0.98, 1.09).atMost(1.1))
            .headline(headline("churn, 8 threads, to RocksDB", 0.71, 0.55, 0.9))
            .headline(headline(name, 1.4, 1.2, 1.9))
            .warning("The rounds of put with 32 threads differ by more than a factor of two.")
            .failure("xodus, larger than memory", "java.io.IOException: no space left on device")
            .section(
                Section.of(
                    "Gets by threads",
                    "Two cores serve two readers; more threads neither help nor hurt.",
                    "./lab replay benchmarks/experiments/compare-quick.experiment",
                    Lines.byThreads("get: ops/s against threads", gets, Cell::engine)
                        .with(List.of(new Limit("three dependent reads", 2_600_000)))))
            .section(
                Section.of(
                    "Gets, side by side",
                    "",
                    "./lab compare --workloads get",
                    Bars.of("get: ops/s", many, SampleRun::threads, Cell::engine)
                        .with(List.of(new Limit("three dependent reads", 1_850_000))),
                    Percentiles.of(
                        "Latency of a get with 8 threads",
                        gets.stream().filter(c -> c.threads() == 8).toList(),
                        Cell::engine)))
            .section(
                Section.of(
                    "Where threads wait",
                    "Nearly all waits are for the leaves that hold the most popular keys.",
                    "./lab scale --map",
                    new HeatMap(
                        "Latch waits by level and page range",
                        "waits",
                        "pages",
                        "level",
                        List.of(
                            "0-63", "64-127", "128-191", "192-255", "256-319", "320-383", "384-447",
                            "448-511"),
                        List.of("2", "1", "0"),
                        List.of(
                            new HeatMap.Spot(0, 0, 12),
                            new HeatMap.Spot(1, 1, 48),
                            new HeatMap.Spot(2, 1, 31),
                            new HeatMap.Spot(0, 2, 1903),
                            new HeatMap.Spot(1, 2, 690),
                            new HeatMap.Spot(3, 2, 2410),
                            new HeatMap.Spot(4, 2, 820),
                            new HeatMap.Spot(7, 2, 1240)))))
            .section(
                Section.of(
                    "Shape of the tree",
                    "",
                    "./lab compare",
                    new TreeShape(
                        "Pages and fill by level",
                        List.of(
                            new TreeShape.Level(2, 1, 0.12),
                            new TreeShape.Level(1, 41, 0.68),
                            new TreeShape.Level(0, 12_345, 0.71)))));
    List<Cell> arranged = new ArrayList<>(roadmap());
    arranged.addAll(fsync());
    report.cells(arranged);
    new StandardSections(limits, "").of(arranged).forEach(report::section);
    report.section(
        Section.of(
            name, name, name, Lines.byThreads(name, gets.subList(0, 10), c -> name + c.engine())));
    return report.build();
  }

  private static String threads(Cell cell) {
    return cell.threads() == 1 ? "1 thread" : cell.threads() + " threads";
  }

  private static Headline headline(String name, double median, double min, double max) {
    return new Headline(name, median, min, max, "MEMORY", "MEMORY", null, true, 9, "made up");
  }
}
