package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The cells of a comparison, found again by what they are. */
record CompareCells(List<Cell> cells) {

  CompareCells {
    cells = List.copyOf(cells);
  }

  List<Cell> of(Workload workload) {
    return cells.stream().filter(cell -> cell.workload().equals(workload.label())).toList();
  }

  Optional<Cell> find(Workload workload, int threads, Engine engine) {
    return of(workload).stream()
        .filter(cell -> cell.threads() == threads && engineOf(cell) == engine)
        .findFirst();
  }

  static Engine engineOf(Cell cell) {
    return Arrays.stream(Engine.values())
        .filter(engine -> engine.engine().equals(cell.engine()))
        .filter(engine -> cell.settings().entrySet().containsAll(engine.settings().entrySet()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no engine of ours: " + cell));
  }
}
