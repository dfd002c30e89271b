package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Figures side by side, in groups; each with its smallest and largest round.
 *
 * @param title of the plot
 * @param unit of the figures
 * @param groups what stands together, in words
 * @param limits of the machine, lines above the bars; may be empty
 * @param logarithmic whether figures differ so much that only their magnitudes can be shown
 */
public record Bars(
    String title, String unit, List<Group> groups, List<Limit> limits, boolean logarithmic)
    implements Plot {

  /** Bars that stand together. */
  public record Group(String name, List<Bar> bars) {}

  /** One figure; bars of the same name have the same colour in all groups. */
  public record Bar(String name, Figure figure) {}

  public Bars {
    groups = List.copyOf(groups);
    limits = List.copyOf(limits);
  }

  /**
   * A bar for each cell.
   *
   * @param group which bars stand together
   * @param name who it is
   */
  public static Bars of(
      String title, List<Cell> cells, Function<Cell, String> group, Function<Cell, String> name) {
    Map<String, List<Bar>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      groups
          .computeIfAbsent(group.apply(cell), one -> new ArrayList<>())
          .add(new Bar(name.apply(cell), Figure.of(cell)));
    }
    List<Group> all = new ArrayList<>();
    groups.forEach((one, bars) -> all.add(new Group(one, bars)));
    return new Bars(title, cells.isEmpty() ? "" : cells.get(0).unit(), all, List.of(), false);
  }

  /** The same with what the machine can do. */
  public Bars with(List<Limit> machine) {
    return new Bars(title, unit, groups, machine, logarithmic);
  }

  /** The same with magnitudes. */
  public Bars byMagnitude() {
    return new Bars(title, unit, groups, limits, true);
  }

  @Override
  public Grid table() {
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      for (Bar bar : group.bars) {
        rows.add(List.of(group.name, bar.name, bar.figure.number(), bar.figure.spread()));
      }
    }
    for (Limit limit : limits) {
      rows.add(List.of("the machine", limit.name(), Figures.number(limit.value()), "-"));
    }
    return new Grid(List.of("", "who", ">" + unit, ">min - max"), rows);
  }
}
