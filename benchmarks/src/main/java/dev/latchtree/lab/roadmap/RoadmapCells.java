package dev.latchtree.lab.roadmap;

import dev.latchtree.lab.log.BareLog;
import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.report.Cell;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cells of one disk, found again by what they are. */
record RoadmapCells(List<Cell> cells) {

  RoadmapCells {
    cells = List.copyOf(cells);
  }

  /** Those that were measured on the disk itself, or on the modelled one. */
  RoadmapCells on(boolean modelled) {
    return new RoadmapCells(
        cells.stream().filter(cell -> Limits.isModelled(cell) == modelled).toList());
  }

  /** What was done to tables, in one phase, with one number of keys. */
  List<Cell> puts(Phase phase, int keys) {
    return cells.stream()
        .filter(cell -> is(cell, RoadmapPlan.PHASE, phase.label()))
        .filter(cell -> is(cell, RoadmapPlan.KEYS, String.valueOf(keys)))
        .toList();
  }

  Optional<Cell> find(Step step, Phase phase, int keys, int threads) {
    return puts(phase, keys).stream()
        .filter(cell -> is(cell, RoadmapPlan.STEP, step.label()) && cell.threads() == threads)
        .findFirst();
  }

  /** The log by itself. */
  Optional<Cell> bareLog() {
    return cells.stream().filter(cell -> cell.engine().equals(BareLog.ENGINE)).findFirst();
  }

  /** The disk by itself. */
  Optional<Cell> raw() {
    return cells.stream().filter(Limits::isRaw).findFirst();
  }

  /** Loaded keys of the tables, fewest first. */
  List<Integer> keys() {
    return cells.stream()
        .filter(cell -> cell.settings().containsKey(RoadmapPlan.KEYS))
        .map(cell -> Integer.valueOf(setting(cell, RoadmapPlan.KEYS)))
        .distinct()
        .sorted()
        .toList();
  }

  static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }

  private static boolean is(Cell cell, String name, @Nullable String value) {
    return setting(cell, name).equals(value);
  }
}
