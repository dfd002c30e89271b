package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;

/**
 * A measured figure with its spread.
 *
 * @param median of the rounds
 * @param min the smallest of a round
 * @param max the largest of a round
 */
public record Figure(double median, double min, double max) {

  public static Figure of(Cell cell) {
    return new Figure(cell.median(), cell.min(), cell.max());
  }

  /** A figure without a spread. */
  public static Figure exactly(double value) {
    return new Figure(value, value, value);
  }

  String number() {
    return Figures.number(median);
  }

  String spread() {
    return min == max ? "-" : Figures.number(min) + " - " + Figures.number(max);
  }
}
