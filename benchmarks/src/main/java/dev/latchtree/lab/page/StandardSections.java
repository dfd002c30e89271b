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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a report for cells that nobody has arranged: one for each experiment, workload and
 * durability tier, so that no plot shows tiers side by side. Only what the sync policies cost is
 * shown over all tiers: that is the question there.
 */
public final class StandardSections {

  private static final double MICROS_PER_SECOND = 1e6;
  private static final int MOST_LINES = 12;
  private static final String RAW = "raw";
  private static final String FSYNC = "fsync";
  private static final String ROADMAP = "roadmap";
  private static final String STEP = "step";
  private static final String POWER_SAFE = "POWER_SAFE";

  private final Map<String, Object> limits;
  private final String command;

  /**
   * @param limits of the machine, as results have them
   * @param command what re-creates the run; if empty, that of each experiment is named
   */
  public StandardSections(Map<String, Object> limits, String command) {
    this.limits = limits;
    this.command = command;
  }

  /** In the order in which cells come. */
  public List<Section> of(List<Cell> cells) {
    List<Section> sections = new ArrayList<>();
    groups(cells, Cell::experiment)
        .forEach(
            (experiment, own) ->
                groups(own, cell -> experiment.equals(FSYNC) ? "" : part(cell))
                    .values()
                    .forEach(some -> sections.add(section(experiment, some))));
    return sections;
  }

  /**
   * What is shown together: one workload, tier and unit, and of the roadmap one table on one disk.
   */
  private static String part(Cell cell) {
    List<@Nullable String> parts = new ArrayList<>();
    parts.add(cell.workload());
    parts.add(cell.durability());
    parts.add(cell.unit());
    if (cell.experiment().equals(ROADMAP)) {
      for (String name : List.of("phase", "keys", "disk")) {
        parts.add(cell.settings().get(name));
      }
    }
    return parts.toString();
  }

  private Section section(String experiment, List<Cell> cells) {
    List<Plot> plots = new ArrayList<>();
    if (experiment.equals(FSYNC)) {
      plots.add(policies(cells));
    } else if (cells.stream().allMatch(cell -> cell.settings().containsKey(STEP))) {
      plots.add(waterfall(cells));
      plots.add(throughput(cells));
    } else {
      plots.add(throughput(cells));
    }
    Percentiles latencies = latencies(cells);
    if (!latencies.distributions().isEmpty()) {
      plots.add(latencies);
    }
    return new Section(
        heading(experiment, cells),
        "",
        plots,
        List.of(),
        command.isEmpty() ? "./lab " + experiment : command);
  }

  private static String heading(String experiment, List<Cell> cells) {
    Cell any = cells.get(0);
    if (experiment.equals(FSYNC)) {
      return "What a sync policy costs";
    }
    StringBuilder heading = new StringBuilder(experiment).append(": ").append(any.workload());
    if (!experiment.isEmpty()) {
      heading.setCharAt(0, Character.toUpperCase(heading.charAt(0)));
    }
    if (experiment.equals(ROADMAP)) {
      for (String name : List.of("phase", "keys", "disk")) {
        String value = any.settings().get(name);
        if (value != null) {
          heading.append(", ").append(name.equals("keys") ? value + " keys" : value);
        }
      }
    }
    String tier = any.durability();
    return tier == null ? heading.toString() : heading + ", " + words(tier);
  }

  private static String words(String tier) {
    return switch (tier) {
      case "MEMORY" -> "in memory";
      case "PROCESS_SAFE" -> "process-safe";
      case "INTERVAL" -> "synced by interval";
      case POWER_SAFE -> "power-safe";
      default -> tier;
    };
  }

  private Plot throughput(List<Cell> cells) {
    CellNames names = new CellNames(cells);
    String title = cells.get(0).unit();
    List<Limit> machine = machine(cells);
    long threads = cells.stream().map(Cell::threads).distinct().count();
    return threads > 1
        ? Lines.byThreads(title + " against threads", cells, names::of).with(machine)
        : Bars.of(
                title,
                cells,
                cell -> cell.threads() + (cell.threads() == 1 ? " thread" : " threads"),
                names::of)
            .with(machine);
  }

  private static Plot policies(List<Cell> cells) {
    List<Cell> others = cells.stream().filter(cell -> !cell.engine().equals(RAW)).toList();
    CellNames names = new CellNames(others);
    List<Limit> raw = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell.engine().equals(RAW)) {
        String disk = cell.settings().containsKey("disk") ? "modelled disk" : "raw disk";
        raw.add(new Limit(disk + ", syncs/s", cell.median()));
      }
    }
    return Bars.of(
            "commits/s, by threads, on a scale of powers of ten",
            others,
            cell -> cell.threads() + (cell.threads() == 1 ? " thread" : " threads"),
            names::of)
        .with(raw)
        .byMagnitude();
  }

  private Plot waterfall(List<Cell> cells) {
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
    String title = "%s, step by step, with %d threads".formatted(cells.get(0).unit(), most);
    return new Waterfall(title, cells.get(0).unit(), steps, machine(cells));
  }

  private static Percentiles latencies(List<Cell> cells) {
    List<Cell> timed =
        cells.stream()
            .filter(cell -> cell.latency() != null && !cell.engine().equals(RAW))
            .toList();
    int most = timed.stream().mapToInt(Cell::threads).max().orElse(1);
    List<Cell> shown =
        timed.stream().filter(cell -> cell.threads() == most).limit(MOST_LINES).toList();
    return Percentiles.of(
        "Latency with %d thread%s".formatted(most, most == 1 ? "" : "s"),
        shown,
        new CellNames(shown)::of);
  }

  /** One writer that syncs each time could do no more than this. */
  private List<Limit> machine(List<Cell> cells) {
    Cell any = cells.get(0);
    boolean modelled = any.settings().containsKey("disk");
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

  private static Map<String, List<Cell>> groups(List<Cell> cells, Function<Cell, String> by) {
    Map<String, List<Cell>> groups = new LinkedHashMap<>();
    cells.forEach(
        cell -> groups.computeIfAbsent(by.apply(cell), one -> new ArrayList<>()).add(cell));
    return groups;
  }
}
