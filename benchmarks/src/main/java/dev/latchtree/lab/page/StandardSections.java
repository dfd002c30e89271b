package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a report for cells that nobody has arranged: one for each experiment, workload and
 * durability tier, so that no plot shows tiers side by side. Only what the sync policies cost is
 * shown over all tiers: that is the question there.
 */
public final class StandardSections {

  private static final String FSYNC = "fsync";
  private static final String ROADMAP = "roadmap";
  private static final String STEP = "step";
  private static final String POWER_SAFE = "POWER_SAFE";

  private final CellPlots draws;
  private final String command;

  /**
   * @param limits of the machine, as results have them
   * @param command what re-creates the run; if empty, that of each experiment is named
   */
  public StandardSections(Map<String, Object> limits, String command) {
    draws = new CellPlots(limits);
    this.command = command;
  }

  /** In the order in which cells come; the disk by itself is shown beside others, not alone. */
  public List<Section> of(List<Cell> cells) {
    List<Section> sections = new ArrayList<>();
    groups(cells, Cell::experiment)
        .forEach(
            (experiment, own) ->
                groups(shown(experiment, own), cell -> experiment.equals(FSYNC) ? "" : part(cell))
                    .values()
                    .forEach(some -> sections.add(section(experiment, some))));
    return sections;
  }

  private static List<Cell> shown(String experiment, List<Cell> cells) {
    return experiment.equals(FSYNC)
        ? cells
        : cells.stream().filter(cell -> !CellPlots.isRaw(cell)).toList();
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
      plots.add(CellPlots.policies(cells));
    } else if (cells.stream().allMatch(cell -> cell.settings().containsKey(STEP))) {
      plots.add(draws.waterfall(cells));
      plots.add(draws.throughput(cells));
    } else {
      plots.add(draws.throughput(cells));
    }
    CellPlots.latencies(cells).ifPresent(plots::add);
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

  private static Map<String, List<Cell>> groups(List<Cell> cells, Function<Cell, String> by) {
    Map<String, List<Cell>> groups = new LinkedHashMap<>();
    cells.forEach(
        cell -> groups.computeIfAbsent(by.apply(cell), one -> new ArrayList<>()).add(cell));
    return groups;
  }
}
