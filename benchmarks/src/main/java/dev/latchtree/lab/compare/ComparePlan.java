package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./lab compare --tree} measures: every point with every engine.
 *
 * @param engines who is compared
 * @param points what they do
 * @param entries in each store
 */
public record ComparePlan(List<Engine> engines, List<Point> points, int entries) {

  /** The setting that says how many entries a store had. */
  static final String ENTRIES = "entries";

  /** The setting that says what the process of an engine may take. */
  static final String MEMORY = "memory";

  private static final String DURABILITY = "MEMORY";

  /** Warming up an engine for a workload takes so many times the length of a round. */
  private static final int WARM_UP_ROUNDS = 2;

  /** A workload done by some threads. */
  record Point(Workload workload, int threads) {}

  public ComparePlan {
    engines = List.copyOf(engines);
    points = List.copyOf(points);
  }

  /**
   * The cells of a form, but for what is not null.
   *
   * @param engines who
   * @param workloads what
   * @param threads how many at a time
   * @param entries in each store
   */
  public static ComparePlan of(
      Form form,
      @Nullable List<Engine> engines,
      @Nullable List<Workload> workloads,
      @Nullable List<Integer> threads,
      @Nullable Integer entries) {
    List<Point> points = new ArrayList<>();
    for (Workload workload : workloads != null ? workloads : form.workloads()) {
      for (int count : threads != null ? threads : form.threads(workload)) {
        points.add(new Point(workload, count));
      }
    }
    return new ComparePlan(
        engines != null ? engines : form.engines(),
        points,
        entries != null ? entries : form.entries());
  }

  /** The memory that all processes together may take, in bytes. */
  public long memoryNeeded() {
    return engines.stream().mapToLong(engine -> memory(engine).total()).sum();
  }

  private MemoryBudget memory(Engine engine) {
    boolean atRest = points.stream().allMatch(point -> point.workload == Workload.HEAP);
    return MemoryBudget.of(engine, Mode.MEMORY, entries, atRest);
  }

  /**
   * Measures, with a process for each engine, all alive until the last round is over. Cells of one
   * point stand side by side, and so run shortly after one another.
   *
   * @param scratch for files while it runs
   * @param length of each round of each cell
   */
  public List<Cell> run(Interleaved rounds, Path scratch, Duration length) throws IOException {
    Map<Engine, EngineProcess> processes = new LinkedHashMap<>();
    for (Engine engine : engines) {
      processes.put(engine, new EngineProcess(engine, entries, memory(engine), scratch));
    }
    try {
      List<CompareProbe> probes = new ArrayList<>();
      for (Point point : points) {
        for (EngineProcess process : processes.values()) {
          probes.add(
              new CompareProbe(
                  point.workload,
                  point.threads,
                  process,
                  spec(point, process.engine()),
                  isFirstOfItsWorkload(point)
                      ? length.multipliedBy(WARM_UP_ROUNDS)
                      : Duration.ZERO));
        }
      }
      return rounds.run(probes);
    } finally {
      processes.values().forEach(EngineProcess::close);
    }
  }

  private boolean isFirstOfItsWorkload(Point point) {
    return points.stream()
        .filter(other -> other.workload == point.workload)
        .findFirst()
        .filter(point::equals)
        .isPresent();
  }

  private Spec spec(Point point, Engine engine) {
    Map<String, String> settings = new LinkedHashMap<>(engine.settings());
    settings.put(ENTRIES, String.valueOf(entries));
    settings.put("value", Figures.bytes(Values.LENGTH));
    settings.put(MEMORY, memory(engine).inMebibytes());
    return new Spec(
        point.workload.label(),
        engine.engine(),
        settings,
        DURABILITY,
        point.threads,
        point.workload.unit());
  }
}
