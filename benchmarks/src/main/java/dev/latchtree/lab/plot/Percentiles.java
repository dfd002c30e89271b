package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.LatencyMicros;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How latencies are distributed: the rarer, the further to the right.
 *
 * @param title of the plot
 * @param unit of the latencies
 * @param distributions a line each
 */
public record Percentiles(String title, String unit, List<Distribution> distributions)
    implements Plot {

  private static final double PERCENT = 100;

  /** One line, its points from left to right. */
  public record Distribution(String name, List<Point> points) {}

  /**
   * A percentile.
   *
   * @param part of all that took no longer, 0 to 1; at 1 it is the maximum
   * @param value the latency
   */
  public record Point(double part, double value) {}

  public Percentiles {
    distributions = List.copyOf(distributions);
  }

  /** Of those cells that have latencies. */
  public static Percentiles of(String title, List<Cell> cells, Function<Cell, String> name) {
    List<Distribution> all = new ArrayList<>();
    for (Cell cell : cells) {
      LatencyMicros latency = cell.latency();
      if (latency != null) {
        all.add(
            new Distribution(
                name.apply(cell),
                List.of(
                    new Point(0.5, latency.p50()),
                    new Point(0.95, latency.p95()),
                    new Point(0.99, latency.p99()),
                    new Point(0.999, latency.p999()),
                    new Point(1, latency.max()))));
      }
    }
    return new Percentiles(title, "us", all);
  }

  @Override
  public Grid table() {
    TreeSet<Double> parts = new TreeSet<>();
    distributions.forEach(one -> one.points.forEach(point -> parts.add(point.part)));
    List<String> titles = new ArrayList<>(List.of("who"));
    parts.forEach(part -> titles.add(">" + words(part) + ", " + unit));
    List<List<String>> rows = new ArrayList<>();
    for (Distribution one : distributions) {
      List<String> row = new ArrayList<>(List.of(one.name));
      for (double part : parts) {
        row.add(
            one.points.stream()
                .filter(point -> point.part == part)
                .findFirst()
                .map(point -> Figures.number(point.value))
                .orElse("-"));
      }
      rows.add(row);
    }
    return new Grid(titles, rows);
  }

  private static String words(double part) {
    if (part == 1) {
      return "max";
    }
    String percent = String.format(Locale.ROOT, "%.4f", part * PERCENT);
    return "p" + percent.replaceAll("\\.?0+$", "");
  }
}
