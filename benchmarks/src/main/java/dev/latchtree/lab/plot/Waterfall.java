package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Steps that follow each other: what each adds to, or takes from, the one before.
 *
 * @param title of the plot
 * @param unit of the figures
 * @param steps in their order
 * @param limits of the machine; may be empty
 */
public record Waterfall(String title, String unit, List<Step> steps, List<Limit> limits)
    implements Plot {

  /** What is reached with this step. */
  public record Step(String name, Figure figure) {}

  public Waterfall {
    steps = List.copyOf(steps);
    limits = List.copyOf(limits);
  }

  @Override
  public Grid table() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Figure figure = steps.get(i).figure;
      rows.add(
          List.of(
              steps.get(i).name,
              figure.number(),
              figure.spread(),
              i == 0 ? "-" : times(figure, steps.get(i - 1).figure),
              i == 0 ? "-" : times(figure, steps.get(0).figure)));
    }
    for (Limit limit : limits) {
      rows.add(List.of(limit.name(), Figures.number(limit.value()), "-", "-", "-"));
    }
    return new Grid(
        List.of("step", ">" + unit, ">min - max", ">to the one before", ">to the first"), rows);
  }

  private static String times(Figure figure, Figure base) {
    return base.median() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f", figure.median() / base.median());
  }
}
