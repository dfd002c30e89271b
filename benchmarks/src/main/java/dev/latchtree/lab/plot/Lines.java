package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Figures against a number, mostly of threads; each with its smallest and largest round.
 *
 * @param title of the plot
 * @param unit of the figures
 * @param across what grows to the right
 * @param series a line each
 * @param limits of the machine; may be empty
 */
public record Lines(
    String title, String unit, String across, List<Series> series, List<Limit> limits)
    implements Plot {

  /** One line, its points from left to right. */
  public record Series(String name, List<Point> points) {}

  /** One figure of a line. */
  public record Point(double at, Figure figure) {}

  public Lines {
    series = List.copyOf(series);
    limits = List.copyOf(limits);
  }

  /**
   * Throughput against threads.
   *
   * @param name which line a cell belongs to
   */
  public static Lines byThreads(String title, List<Cell> cells, Function<Cell, String> name) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (Cell cell : cells) {
      points
          .computeIfAbsent(name.apply(cell), line -> new ArrayList<>())
          .add(new Point(cell.threads(), Figure.of(cell)));
    }
    List<Series> series = new ArrayList<>();
    points.forEach(
        (line, all) ->
            series.add(
                new Series(
                    line, all.stream().sorted(Comparator.comparingDouble(Point::at)).toList())));
    String unit = cells.isEmpty() ? "" : cells.get(0).unit();
    return new Lines(title, unit, "threads", series, List.of());
  }

  /** The same with what the machine can do. */
  public Lines with(List<Limit> machine) {
    return new Lines(title, unit, across, series, machine);
  }

  @Override
  public Grid table() {
    List<List<String>> rows = new ArrayList<>();
    for (Series line : series) {
      for (Point point : line.points) {
        rows.add(
            List.of(
                line.name, Figures.number(point.at), point.figure.number(), point.figure.spread()));
      }
    }
    for (Limit limit : limits) {
      rows.add(List.of(limit.name(), "-", Figures.number(limit.value()), "-"));
    }
    return new Grid(List.of("who", ">" + across, ">" + unit, ">min - max"), rows);
  }
}
