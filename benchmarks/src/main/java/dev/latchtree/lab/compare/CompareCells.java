package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The cells of one group, found again by what they are.
 *
 * @param group what they were asked to do
 * @param cells those that were measured
 */
record CompareCells(Group group, List<Cell> cells) {

  /** Takes those of the group, of all. */
  CompareCells {
    cells =
        cells.stream()
            .filter(cell -> Objects.equals(cell.settings().get(GroupPlan.GROUP), group.name()))
            .toList();
  }

  List<Cell> of(Workload workload) {
    return cells.stream().filter(cell -> cell.workload().equals(workload.label())).toList();
  }

  Optional<Cell> find(Workload workload, int threads, Engine engine) {
    return of(workload).stream()
        .filter(cell -> cell.threads() == threads && engineOf(cell) == engine)
        .findFirst();
  }

  /** Of the cells of this engine, the one with the most; absent if nobody counted that. */
  OptionalDouble most(Engine engine, String count) {
    return cells.stream()
        .filter(cell -> engineOf(cell) == engine)
        .map(cell -> cell.count(count))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .max();
  }

  static Engine engineOf(Cell cell) {
    return Arrays.stream(Engine.values())
        .filter(engine -> engine.engine().equals(cell.engine()))
        .filter(engine -> cell.settings().entrySet().containsAll(engine.settings().entrySet()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no engine of ours: " + cell));
  }
}
