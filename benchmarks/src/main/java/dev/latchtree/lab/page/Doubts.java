package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know of rounds that differ much. */
final class Doubts {

  /** Rounds that differ by more than this part of the median say little. */
  private static final double LARGE_SPREAD = 0.5;

  private Doubts() {}

  static List<String> of(List<Headline> headlines, List<Cell> cells) {
    List<String> warnings = new ArrayList<>();
    for (Headline one : headlines) {
      if (one.verdict() == Verdict.CANNOT_SAY) {
        warnings.add(
            "%s: the rounds are on both sides of the bound (%s); more --rounds or a quieter machine would tell."
                .formatted(one.name(), one.spread()));
      }
    }
    long wide = cells.stream().filter(cell -> spread(cell) > LARGE_SPREAD).count();
    if (wide > 0) {
      warnings.add(
          "%d of %d cells have rounds that differ by more than half of their median: the machine was not quiet."
              .formatted(wide, cells.size()));
    }
    return warnings;
  }

  private static double spread(Cell cell) {
    boolean known = !cell.rounds().isEmpty() && cell.median() != 0;
    return known ? (cell.max() - cell.min()) / cell.median() : 0;
  }
}
