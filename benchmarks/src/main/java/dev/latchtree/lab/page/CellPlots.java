package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.Figure;
import dev.latchtree.lab.plot.Limit;
import dev.latchtree.lab.plot.Lines;
import dev.latchtree.lab.plot.Percentiles;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.plot.Waterfall;
import dev.latchtree.lab.report.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Plots of cells of one workload and tier, named by what tells them apart. */
public final class CellPlots {

  private static final double MICROS_PER_SECOND = 1e6;
  private static final int MOST_LINES = 12;
  private static final String RAW = "raw";
  private static final String OURS = "latchtree";
  private static final String LOOP = "loop";
  private static final String STEP = "step";
  private static final String DISK = "disk";
  private static final String POWER_SAFE = "POWER_SAFE";

  private final Map<String, Object> limits;

  /**
   * Of one run.
   *
   * @param limits of the machine, as results have them
   */
  public CellPlots(Map<String, Object> limits) {
    this.limits = limits;
  }

  /** Whether a cell is of the disk by itself: a limit, and no rival of anybody. */
  static boolean isRaw(Cell cell) {
    return cell.engine().equals(RAW);
  }

  static String threads(Cell cell) {
    return cell.threads() + (cell.threads() == 1 ? " thread" : " threads");
  }

  /** Figures against threads, or side by side if all have as many. */
  public Plot throughput(List<Cell> cells) {
    CellNames names = new CellNames(cells);
    String title = cells.get(0).unit();
    List<Limit> machine = machine(cells);
    long threads = cells.stream().map(Cell::threads).distinct().count();
    return threads > 1
        ? Lines.byThreads(title + " against threads", cells, names::of).with(machine)
        : Bars.of(title, cells, CellPlots::threads, names::of).with(machine);
  }

  /** What policies reach, by their magnitudes, beside the disk by itself. */
  public static Plot policies(List<Cell> cells) {
    List<Cell> others = cells.stream().filter(cell -> !isRaw(cell)).toList();
    boolean loops = others.stream().map(cell -> cell.settings().get(LOOP)).distinct().count() > 1;
    List<Limit> raw = new ArrayList<>();
    for (Cell cell : cells) {
      if (isRaw(cell)) {
        String disk = cell.settings().containsKey(DISK) ? "modelled disk" : "raw disk";
        raw.add(new Limit(disk + ", syncs/s", cell.median()));
      }
    }
    return Bars.of(
            "commits/s, by threads, on a scale of powers of ten",
            others,
            CellPlots::threads,
            cell -> policy(cell, loops))
        .with(raw)
        .byMagnitude();
  }

  /** Short enough for a phone: nothing is as long as what all have in common. */
  private static String policy(Cell cell, boolean loops) {
    List<String> words = new ArrayList<>();
    if (!cell.engine().equals(OURS)) {
      words.add(cell.engine());
    }
    List<String> names = new ArrayList<>(List.of("policy", "window", "pacing"));
    if (loops) {
      names.add(LOOP);
    }
    for (String name : names) {
      String value = cell.settings().get(name);
      if (value != null) {
        words.add(value);
      }
    }
    return String.join(" ", words);
  }

  /** Steps that follow each other, each with as many threads as there are at most. */
  public Plot waterfall(List<Cell> cells) {
    int most = cells.stream().mapToInt(Cell::threads).max().orElse(1);
    List<Waterfall.Step> steps = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell.threads() == most) {
        steps.add(
            new Waterfall.Step(
                Objects.requireNonNullElse(cell.settings().get(STEP), cell.engine()),
                Figure.of(cell)));
      }
    }
    String title =
        "%s, step by step, with %d thread%s"
            .formatted(cells.get(0).unit(), most, most == 1 ? "" : "s");
    return new Waterfall(title, cells.get(0).unit(), steps, machine(cells));
  }

  /** Latencies of those with the most threads; nothing if none were taken. */
  public static Optional<Plot> latencies(List<Cell> cells) {
    List<Cell> timed =
        cells.stream().filter(cell -> cell.latency() != null && !isRaw(cell)).toList();
    int most = timed.stream().mapToInt(Cell::threads).max().orElse(1);
    List<Cell> shown =
        timed.stream().filter(cell -> cell.threads() == most).limit(MOST_LINES).toList();
    return shown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Percentiles.of(
                "Latency with %d thread%s".formatted(most, most == 1 ? "" : "s"),
                shown,
                new CellNames(shown)::of));
  }

  /** One writer that syncs each time could do no more than this. */
  private List<Limit> machine(List<Cell> cells) {
    Cell any = cells.get(0);
    boolean modelled = any.settings().containsKey(DISK);
    Object micros = limits.get(modelled ? "modelledAppendFsyncMicros" : "appendFsyncMicros");
    if (POWER_SAFE.equals(any.durability())
        && any.unit().endsWith("/s")
        && micros instanceof Map<?, ?> percentiles
        && percentiles.get("p50") instanceof Number p50
        && p50.doubleValue() > 0) {
      return List.of(
          new Limit(
              (modelled ? "modelled disk" : "raw disk") + ", syncs/s",
              MICROS_PER_SECOND / p50.doubleValue()));
    }
    return List.of();
  }
}
