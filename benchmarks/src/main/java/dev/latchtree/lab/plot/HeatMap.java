package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import java.util.ArrayList;
import java.util.List;

/**
 * Where something happens how often: latch waits by level and pages, say.
 *
 * @param title of the plot
 * @param unit of the values
 * @param across what the columns are
 * @param down what the rows are
 * @param columns from left to right
 * @param rows from top to bottom
 * @param spots those that are not zero
 */
public record HeatMap(
    String title,
    String unit,
    String across,
    String down,
    List<String> columns,
    List<String> rows,
    List<Spot> spots)
    implements Plot {

  /** One value; column and row count from 0. */
  public record Spot(int column, int row, double value) {}

  public HeatMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    spots = List.copyOf(spots);
    for (Spot spot : spots) {
      if (spot.column < 0
          || spot.column >= columns.size()
          || spot.row < 0
          || spot.row >= rows.size()) {
        throw new IllegalArgumentException(
            "%s is outside of %d columns and %d rows".formatted(spot, columns.size(), rows.size()));
      }
    }
  }

  @Override
  public Grid table() {
    List<List<String>> lines = new ArrayList<>();
    for (Spot spot : spots) {
      lines.add(List.of(rows.get(spot.row), columns.get(spot.column), Figures.number(spot.value)));
    }
    return new Grid(List.of(down, across, ">" + unit), lines);
  }
}
