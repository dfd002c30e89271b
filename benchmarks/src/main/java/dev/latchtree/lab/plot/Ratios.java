package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.Headline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ratios with the range of their rounds, and what was promised.
 *
 * @param title of the plot
 * @param ratios from top to bottom
 */
public record Ratios(String title, List<Headline> ratios) implements Plot {

  public Ratios {
    ratios = List.copyOf(ratios);
  }

  @Override
  public Grid table() {
    List<List<String>> rows = new ArrayList<>();
    for (Headline ratio : ratios) {
      String tier = ratio.tier();
      rows.add(
          List.of(
              ratio.name(),
              String.format(Locale.ROOT, "%.2f", ratio.median()),
              ratio.spread(),
              ratio.boundWords(),
              ratio.verdict().words(),
              tier == null ? "-" : tier,
              ratio.detail()));
    }
    return new Grid(
        List.of("ratio", ">median", ">by round", ">target", "verdict", "durability", "figures"),
        rows);
  }
}
