package dev.latchtree.lab.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How one cell compares with another, taken round by round: both were measured shortly after one
 * another in each round, and what the machine did meanwhile is in both figures.
 *
 * @param rounds a ratio for each round
 */
public record PairedRatio(List<Double> rounds) {

  public PairedRatio {
    rounds = List.copyOf(rounds);
  }

  /** The figures of {@code cell}, in parts of those of {@code base}, which has as many rounds. */
  public static PairedRatio of(Cell cell, Cell base) {
    if (cell.rounds().size() != base.rounds().size()) {
      throw new IllegalArgumentException(
          "%d rounds and %d are no pairs".formatted(cell.rounds().size(), base.rounds().size()));
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < cell.rounds().size(); i++) {
      ratios.add(cell.rounds().get(i) / base.rounds().get(i));
    }
    return new PairedRatio(ratios);
  }

  public double median() {
    return Cell.medianOf(rounds);
  }

  public double min() {
    return Collections.min(rounds);
  }

  public double max() {
    return Collections.max(rounds);
  }

  /** Smallest and largest ratio of a round. */
  public String spread() {
    return String.format(Locale.ROOT, "%.2f - %.2f", min(), max());
  }

  /** Whether some rounds are above and some below: they cannot say on which side it is. */
  public boolean straddles(double bound) {
    return min() < bound && max() > bound;
  }
}
