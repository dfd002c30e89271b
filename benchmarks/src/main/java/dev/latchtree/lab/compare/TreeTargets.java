package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the default protocol has promised in memory; ratios by pairs of rounds. */
final class TreeTargets {

  private static final double FASTER = 1.5;
  private static final double GET_TO_COARSE = 1.3;
  private static final double ALONE_TO_COARSE = 1.1;
  private static final double SCAN = 2;
  private static final double OVERSUBSCRIBED = 0.9;
  private static final double HEAP_MEBIBYTES = 64;
  private static final int PROMISED_ENTRIES = 10_000_000;

  private final CompareCells cells;
  private final List<Headline> targets = new ArrayList<>();

  private TreeTargets(CompareCells cells) {
    this.cells = cells;
  }

  /** Those whose cells were measured. */
  static List<Headline> of(CompareCells cells) {
    TreeTargets all = new TreeTargets(cells);
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
      String what =
          "%s, %d thread%s, to %s"
              .formatted(workload.label(), threads, threads == 1 ? "" : "s", other.label());
      targets.add(Headline.of(what, ours.get(), theirs.get()).atLeast(bound));
    }
  }

  /** The time of an operation, so that a promise of at most so much reads as it was made. */
  private void notSlowerThanCoarse(Workload workload) {
    Optional<Cell> ours = cells.find(workload, 1, Engine.OPTIMISTIC_BLINK);
    Optional<Cell> coarse = cells.find(workload, 1, Engine.COARSE_LOCK);
    if (ours.isPresent() && coarse.isPresent()) {
      String what =
          "%s, 1 thread: time of one, to %s"
              .formatted(workload.label(), Engine.COARSE_LOCK.label());
      targets.add(Headline.of(what, coarse.get(), ours.get()).atMost(ALONE_TO_COARSE));
    }
  }

  private void noCollapse(Workload workload) {
    Optional<Cell> many = cells.find(workload, 8, Engine.OPTIMISTIC_BLINK);
    Optional<Cell> two = cells.find(workload, 2, Engine.OPTIMISTIC_BLINK);
    if (many.isPresent() && two.isPresent()) {
      String what = "%s, 8 threads to 2 threads".formatted(workload.label());
      targets.add(Headline.of(what, many.get(), two.get()).atLeast(OVERSUBSCRIBED));
    }
  }

  /** Promised for ten million entries; of fewer, the figure says little. */
  private void smallHeap() {
    if (cells.group().entries() < PROMISED_ENTRIES) {
      return;
    }
    cells
        .find(Workload.HEAP, 1, Engine.OPTIMISTIC_BLINK)
        .ifPresent(
            cell ->
                targets.add(
                    new Headline(
                        "heap in use, in parts of %.0f MiB".formatted(HEAP_MEBIBYTES),
                        cell.median() / HEAP_MEBIBYTES,
                        cell.min() / HEAP_MEBIBYTES,
                        cell.max() / HEAP_MEBIBYTES,
                        cell.durability(),
                        cell.durability(),
                        1.0,
                        false,
                        cell.rounds().size(),
                        "%.1f MiB with %,d entries"
                            .formatted(cell.median(), cells.group().entries()))));
  }
}
