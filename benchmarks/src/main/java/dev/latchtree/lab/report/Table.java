package dev.latchtree.lab.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Markdown table whose columns line up. */
public final class Table {

  private static final String RIGHT = ">";

  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /** A title that starts with {@code >} makes its column flush right. */
  public Table(String... titles) {
    right = new boolean[titles.length];
    String[] plain = new String[titles.length];
    for (int i = 0; i < titles.length; i++) {
      right[i] = titles[i].startsWith(RIGHT);
      plain[i] = right[i] ? titles[i].substring(RIGHT.length()) : titles[i];
    }
    rows.add(plain);
  }

  /** Adds a row; there must be as many cells as titles. */
  public void row(String... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(
          "a row of %d needs %d cells: %s"
              .formatted(cells.length, right.length, Arrays.toString(cells)));
    }
    rows.add(cells.clone());
  }

  /** The same as data. */
  public Grid toGrid() {
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < right.length; i++) {
      titles.add((right[i] ? RIGHT : "") + rows.get(0)[i]);
    }
    return new Grid(titles, rows.subList(1, rows.size()).stream().map(List::of).toList());
  }

  public void print(PrintWriter out) {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    out.println(line(rows.get(0), widths));
    StringBuilder rule = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      rule.append("-".repeat(widths[i] + 1)).append(right[i] ? ":|" : "-|");
    }
    out.println(rule);
    rows.subList(1, rows.size()).forEach(row -> out.println(line(row, widths)));
    out.flush();
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < row.length; i++) {
      String room = " ".repeat(widths[i] - row[i].length());
      line.append(' ').append(right[i] ? room + row[i] : row[i] + room).append(" |");
    }
    return line.toString();
  }
}
