package dev.latchtree;

import dev.latchtree.TreeStats.Counters;
import dev.latchtree.TreeStats.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The figures of several trees of one store as those of one tree. */
final class MergedStats {

  private MergedStats() {}

  static TreeStats of(String name, List<TreeStats> trees) {
    int height = trees.stream().mapToInt(TreeStats::height).max().orElse(0);
    List<Level> levels = new ArrayList<>();
    for (int number = height - 1; number >= 0; number--) {
      int level = number;
      levels.add(
          level(
              level,
              trees.stream()
                  .flatMap(tree -> tree.levels().stream())
                  .filter(each -> each.level() == level)
                  .toList()));
    }
    return new TreeStats(
        name, height, levels, counters(trees.stream().map(TreeStats::counters).toList()));
  }

  private static Level level(int number, List<Level> parts) {
    long pages = parts.stream().mapToLong(Level::pages).sum();
    long cells = parts.stream().mapToLong(Level::cells).sum();
    double filledPages = parts.stream().mapToDouble(part -> part.fill() * part.pages()).sum();
    return new Level(number, pages, cells, pages == 0 ? 0 : filledPages / pages);
  }

  static Counters counters(List<Counters> trees) {
    return new Counters(
        sum(trees, Counters::restarts),
        sum(trees, Counters::rightMoves),
        sum(trees, Counters::splits),
        sum(trees, Counters::merges),
        sum(trees, Counters::posts),
        sum(trees, Counters::repairsLeft),
        // the store's already
        trees.stream().mapToLong(Counters::latchWaits).max().orElse(0));
  }

  private static long sum(List<Counters> trees, ToLongFunction<Counters> counter) {
    return trees.stream().mapToLong(counter).sum();
  }
}
