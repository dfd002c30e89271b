package dev.latchtree.lab;

import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.page.StandardSections;
import dev.latchtree.lab.report.Cell;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code ./lab pool} prints and shows. */
final class PoolReport implements Findings {

  private final List<Cell> cells;

  PoolReport(List<Cell> cells) {
    this.cells = cells;
  }

  @Override
  public List<Section> sections(String command) {
    return new StandardSections(Map.of(), command).of(cells);
  }

  /** Each workload is a group; ratios are to its first cell. */
  @Override
  public void print(PrintWriter out) {
    Map<String, Cell> first = new LinkedHashMap<>();
    out.printf(
        "%n| workload | threads | who | median | min - max | unit | to the first |%n"
            + "|---|---:|---|---:|---:|---|---:|%n");
    for (Cell cell : cells) {
      Cell base = first.computeIfAbsent(group(cell), key -> cell);
      out.printf(
          "| %s | %d | %s | %.2f | %.2f - %.2f | %s | %.2f |%n",
          cell.workload(),
          cell.threads(),
          who(cell),
          cell.median(),
          cell.min(),
          cell.max(),
          cell.unit(),
          cell.median() / base.median());
    }
    out.flush();
  }

  /** Fixes are compared with the bare read of the same table; all else within its workload. */
  private static String group(Cell cell) {
    return cell.workload().startsWith("fix ")
        ? "fix " + cell.settings() + cell.threads()
        : cell.workload() + cell.threads();
  }

  private static String who(Cell cell) {
    return cell.engine().equals("latchtree")
        ? String.join(" ", cell.settings().values())
        : cell.engine();
  }
}
