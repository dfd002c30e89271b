package dev.latchtree.lab.upkeep;

import dev.latchtree.LatchStore;
import dev.latchtree.TreeStats;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Table;
import dev.latchtree.recovery.SpaceUse;
import dev.latchtree.wal.LogStats;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What is in a store.
 *
 * @param store that is shown
 * @param trees all of them
 */
public record Dump(ClosedStore store, List<TreeStats> trees) {

  private static final double PERCENT = 100;

  public Dump {
    trees = List.copyOf(trees);
  }

  /** Walks over all trees. */
  public static Dump of(ClosedStore closed) {
    LatchStore store = closed.store();
    return new Dump(closed, store.trees().stream().map(name -> store.tree(name).stats()).toList());
  }

  public void print(PrintWriter out) {
    out.printf(
        "store %s: %d tree%s, pages of %s%n",
        store.directory(),
        trees.size(),
        trees.size() == 1 ? "" : "s",
        Figures.bytes(store.pageSize()));
    printTrees(out);
    printLog(out);
    printSpace(out);
    out.flush();
  }

  private void printTrees(PrintWriter out) {
    Table table = new Table("tree", ">level", ">pages", ">cells", ">cells/page", ">fill");
    for (TreeStats tree : trees) {
      for (TreeStats.Level level : tree.levels()) {
        table.row(
            tree.name(),
            String.valueOf(level.level()),
            "%,d".formatted(level.pages()),
            "%,d".formatted(level.cells()),
            Figures.number((double) level.cells() / Math.max(1, level.pages())),
            String.format(Locale.ROOT, "%.0f%%", level.fill() * PERCENT));
      }
    }
    out.println();
    table.print(out);
    out.println("Level 0 has the entries, those above it the ways down to them.");
  }

  private void printLog(PrintWriter out) {
    out.printf(
        "%nredo would begin at LSN %,d (the last checkpoint), and read %,d bytes%n",
        store.store().stats().checkpoints().lastBeginLsn(),
        store.store().stats().checkpoints().bytesToRedo());
    LogStats log = store.store().stats().log();
    if (log != null) {
      out.printf(
          "the log reaches from LSN %,d to %,d, all durable up to %,d%n",
          log.firstLsn(), log.endLsn(), log.durableLsn());
    }
  }

  private void printSpace(PrintWriter out) {
    SpaceUse space = store.store().stats().space();
    Table table = new Table("space", ">bytes", "");
    table.row("live", "%,d".formatted(space.live()), "pages in use and the control file");
    table.row("free", "%,d".formatted(space.free()), "pages that will be used again");
    table.row("log", "%,d".formatted(space.log()), "all its files, spare ones too");
    table.row("all", "%,d".formatted(space.live() + space.free() + space.log()), "");
    out.println();
    table.print(out);
  }
}
