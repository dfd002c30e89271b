package dev.latchtree.lab.compare;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import dev.latchtree.lab.workload.Workload;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@code ./lab compare --tree} prints: a table for each workload, and the targets. */
public final class CompareReport {

  private final CompareCells cells;

  /** Takes the cells of a {@link ComparePlan}. */
  public CompareReport(List<Cell> cells) {
    this.cells = new CompareCells(cells);
  }

  public void print(PrintWriter out) {
    cells.cells().stream()
        .findFirst()
        .ifPresent(
            any ->
                out.printf(
                    "%nIn memory: stores of %s entries, keys of %s, values of %s; a JVM for each"
                        + " engine, with %s.%n",
                    setting(any, ComparePlan.ENTRIES),
                    Figures.bytes(Keys.LENGTH),
                    Figures.bytes(Values.LENGTH),
                    setting(any, ComparePlan.MEMORY)));
    for (Workload workload : Workload.values()) {
      if (cells.of(workload).isEmpty()) {
        continue;
      }
      if (workload == Workload.HEAP) {
        printHeap(out);
      } else {
        print(workload, out);
      }
    }
    Target.print(CompareTargets.of(cells), out);
    out.flush();
  }

  private void print(Workload workload, PrintWriter out) {
    Table table =
        new Table(
            ">threads",
            "engine",
            "",
            ">" + workload.unit(),
            ">min - max",
            ">to the skip list",
            ">by round",
            ">to the coarse lock",
            ">by round",
            ">B allocated each",
            ">cores");
    for (Cell cell : cells.of(workload)) {
      table.row(
          String.valueOf(cell.threads()),
          cell.engine(),
          CompareCells.engineOf(cell).variant(),
          number(cell.median()),
          Figures.spread(cell),
          ratio(cell, Engine.SKIP_LIST_BYTES),
          spread(cell, Engine.SKIP_LIST_BYTES),
          ratio(cell, Engine.COARSE_LOCK),
          spread(cell, Engine.COARSE_LOCK),
          number(cell.count("allocatedBytesPerOperation")),
          number(cell.count("cores")));
    }
    out.printf("%n%s%n", workload.inWords());
    table.print(out);
  }

  private String ratio(Cell cell, Engine base) {
    return cells
        .find(Workload.named(cell.workload()).orElseThrow(), cell.threads(), base)
        .map(found -> String.format(Locale.ROOT, "%.2f", PairedRatio.of(cell, found).median()))
        .orElse("-");
  }

  private String spread(Cell cell, Engine base) {
    return cells
        .find(Workload.named(cell.workload()).orElseThrow(), cell.threads(), base)
        .map(found -> PairedRatio.of(cell, found).spread())
        .orElse("-");
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }

  private void printHeap(PrintWriter out) {
    Table table = new Table("engine", "", ">entries", ">MiB of heap in use");
    for (Cell cell : cells.of(Workload.HEAP)) {
      table.row(
          cell.engine(),
          CompareCells.engineOf(cell).variant(),
          setting(cell, ComparePlan.ENTRIES),
          number(cell.median()));
    }
    out.printf("%nheap: in use after a collection, all of the process's%n");
    table.print(out);
  }
}
