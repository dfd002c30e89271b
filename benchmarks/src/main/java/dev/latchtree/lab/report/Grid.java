package dev.latchtree.lab.report;

import java.util.List;

/**
 * A table as data.
 *
 * @param titles one that starts with {@code >} makes its column flush right
 * @param rows with as many cells as there are titles
 */
public record Grid(List<String> titles, List<List<String>> rows) {

  private static final String RIGHT = ">";

  public Grid {
    titles = List.copyOf(titles);
    rows = rows.stream().map(List::copyOf).toList();
    int width = titles.size();
    rows.stream()
        .filter(row -> row.size() != width)
        .findFirst()
        .ifPresent(
            row -> {
              throw new IllegalArgumentException(
                  "a row of %d needs %d cells: %s".formatted(row.size(), width, row));
            });
  }

  /** The title of a column as people see it. */
  public String title(int column) {
    String title = titles.get(column);
    return isRight(column) ? title.substring(RIGHT.length()) : title;
  }

  /** Whether a column is flush right. */
  public boolean isRight(int column) {
    return titles.get(column).startsWith(RIGHT);
  }

  /** The same to be printed. */
  public Table toTable() {
    Table table = new Table(titles.toArray(String[]::new));
    rows.forEach(row -> table.row(row.toArray(String[]::new)));
    return table;
  }
}
