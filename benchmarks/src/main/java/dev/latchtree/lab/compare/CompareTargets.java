package dev.latchtree.lab.compare;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Target;
import dev.latchtree.lab.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the default protocol has promised, held against a comparison; ratios by pairs of rounds. */
final class CompareTargets {

  private static final double FASTER = 1.5;
  private static final double GET_TO_COARSE = 1.3;
  private static final double ALONE_TO_COARSE = 1.1;
  private static final double SCAN = 2;
  private static final double OVERSUBSCRIBED = 0.9;
  private static final double HEAP_MEBIBYTES = 64;
  private static final int PROMISED_ENTRIES = 10_000_000;

  private final CompareCells cells;
  private final List<Target> targets = new ArrayList<>();

  private CompareTargets(CompareCells cells) {
    this.cells = cells;
  }

  /** Those whose cells were measured. */
  static List<Target> of(CompareCells cells) {
    CompareTargets all = new CompareTargets(cells);
    for (int threads : new int[] {1, 2}) {
      all.fasterThan(Workload.GET, threads, Engine.SKIP_LIST_BYTES, FASTER);
    }
    all.fasterThan(Workload.GET, 2, Engine.COARSE_LOCK, GET_TO_COARSE);
    for (Workload workload : List.of(Workload.PUT, Workload.INSERT)) {
      all.notSlowerThanCoarse(workload);
      for (int threads : new int[] {2, 8}) {
        all.fasterThan(workload, threads, Engine.SKIP_LIST_BYTES, FASTER);
        all.fasterThan(workload, threads, Engine.COARSE_LOCK, FASTER);
      }
    }
    for (int threads : new int[] {1, 2, 8}) {
      all.fasterThan(Workload.SCAN, threads, Engine.SKIP_LIST_BYTES, SCAN);
    }
    for (Workload workload : Workload.values()) {
      all.noCollapse(workload);
    }
    all.smallHeap();
    return all.targets;
  }

  private void fasterThan(Workload workload, int threads, Engine other, double bound) {
    Optional<Cell> ours = cells.find(workload, threads, Engine.OPTIMISTIC_BLINK);
    Optional<Cell> theirs = cells.find(workload, threads, other);
    if (ours.isPresent() && theirs.isPresent()) {
      add(
          "%s, %d thread%s, to %s"
              .formatted(workload.label(), threads, threads == 1 ? "" : "s", other.label()),
          ours.get(),
          theirs.get(),
          bound,
          true);
    }
  }

  /** The time of an operation, so that a promise of at most so much reads as it was made. */
  private void notSlowerThanCoarse(Workload workload) {
    Optional<Cell> ours = cells.find(workload, 1, Engine.OPTIMISTIC_BLINK);
    Optional<Cell> coarse = cells.find(workload, 1, Engine.COARSE_LOCK);
    if (ours.isPresent() && coarse.isPresent()) {
      add(
          "%s, 1 thread: time of one, to %s"
              .formatted(workload.label(), Engine.COARSE_LOCK.label()),
          coarse.get(),
          ours.get(),
          ALONE_TO_COARSE,
          false);
    }
  }

  private void noCollapse(Workload workload) {
    Optional<Cell> many = cells.find(workload, 8, Engine.OPTIMISTIC_BLINK);
    Optional<Cell> two = cells.find(workload, 2, Engine.OPTIMISTIC_BLINK);
    if (many.isPresent() && two.isPresent()) {
      add(
          "%s, 8 threads to 2 threads".formatted(workload.label()),
          many.get(),
          two.get(),
          OVERSUBSCRIBED,
          true);
    }
  }

  private void add(String what, Cell cell, Cell base, double bound, boolean atLeast) {
    PairedRatio ratio = PairedRatio.of(cell, base);
    String detail =
        "%s by round%s; %s/s to %s/s"
            .formatted(
                ratio.spread(),
                ratio.straddles(bound) ? ", on both sides of the bound" : "",
                number(cell.median()),
                number(base.median()));
    targets.add(new Target(what, ratio.median(), bound, atLeast, detail));
  }

  /** Promised for ten million entries; of fewer, the figure says little. */
  private void smallHeap() {
    cells
        .find(Workload.HEAP, 1, Engine.OPTIMISTIC_BLINK)
        .filter(
            cell ->
                Integer.parseInt(cell.settings().getOrDefault(ComparePlan.ENTRIES, "0"))
                    >= PROMISED_ENTRIES)
        .ifPresent(
            cell ->
                targets.add(
                    Target.atMost(
                        "heap in use, MiB, with 10 million entries",
                        cell.median(),
                        HEAP_MEBIBYTES,
                        cell.settings().get(ComparePlan.ENTRIES) + " entries")));
  }
}
