package dev.latchtree.lab.compare;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import java.util.List;
import java.util.Map;

/**
 * What a comparison has shown.
 *
 * @param comparison what was asked for
 * @param limits what the machine itself can do, measured in the same run
 * @param cells of all groups
 * @param failures engines that did not get through a group
 * @param notes what a reader must know of how it was measured
 * @param complete whether nothing is missing but what has failed
 */
public record CompareResult(
    Comparison comparison,
    Map<String, Object> limits,
    List<Cell> cells,
    List<FailedEngine> failures,
    List<String> notes,
    boolean complete) {

  public CompareResult {
    cells = List.copyOf(cells);
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /** The cells of a look at something else. */
  List<Cell> of(Aside aside) {
    return cells.stream().filter(cell -> cell.experiment().equals(aside.experiment())).toList();
  }

  /** The ratios that were promised, as far as their cells were measured; in the order of groups. */
  public List<Headline> targets() {
    return comparison.groups().stream()
        .map(group -> new CompareCells(group, cells))
        .flatMap(group -> comparison.targets().of(group).stream())
        .toList();
  }
}
