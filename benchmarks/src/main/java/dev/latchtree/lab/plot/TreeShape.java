package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import java.util.ArrayList;
import java.util.List;

/**
 * How many pages each level of a tree has, and how full they are.
 *
 * @param title of the plot
 * @param levels from the root down
 */
public record TreeShape(String title, List<Level> levels) implements Plot {

  private static final int PERCENT = 100;

  /**
   * One level.
   *
   * @param level 0 is that of the leaves
   * @param pages how many there are
   * @param fill part of their bytes that is in use, 0 to 1
   */
  public record Level(int level, long pages, double fill) {}

  public TreeShape {
    levels = List.copyOf(levels);
  }

  @Override
  public Grid table() {
    List<List<String>> rows = new ArrayList<>();
    for (Level one : levels) {
      rows.add(
          List.of(
              one.level == 0 ? "0 (leaves)" : String.valueOf(one.level),
              Figures.number(one.pages),
              Math.round(one.fill * PERCENT) + "%"));
    }
    return new Grid(List.of("level", ">pages", ">full"), rows);
  }
}
