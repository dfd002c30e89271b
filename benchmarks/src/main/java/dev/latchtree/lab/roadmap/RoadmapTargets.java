package dev.latchtree.lab.roadmap;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What page latches have promised, held against a run; ratios by pairs of rounds. */
final class RoadmapTargets {

  private static final double ON_THE_DISK = 8;
  private static final double ON_A_SLOW_DISK = 25;
  private static final double LARGE_TO_SMALL = 0.7;
  private static final double TO_THE_LOG = 0.7;
  private static final int MANY = 32;
  private static final int SMALL_TABLE = 10_000;
  private static final int LARGE_TABLE = 1_000_000;

  private final RoadmapCells cells;
  private final boolean modelled;
  private final List<Target> targets = new ArrayList<>();
  private final List<Headline> headlines = new ArrayList<>();

  private RoadmapTargets(RoadmapCells cells, boolean modelled) {
    this.cells = cells.on(modelled);
    this.modelled = modelled;
  }

  /** Those whose cells were measured. */
  static List<Target> of(RoadmapCells all) {
    return all(all).stream().flatMap(some -> some.targets.stream()).toList();
  }

  /** The same as ratios with their rounds. */
  static List<Headline> headlines(RoadmapCells all) {
    return all(all).stream().flatMap(some -> some.headlines.stream()).toList();
  }

  private static List<RoadmapTargets> all(RoadmapCells all) {
    List<RoadmapTargets> found = new ArrayList<>();
    for (boolean modelled : new boolean[] {false, true}) {
      RoadmapTargets some = new RoadmapTargets(all, modelled);
      some.toTheBaseline();
      some.largeToSmall();
      some.toTheBareLog();
      found.add(some);
    }
    return found;
  }

  private void toTheBaseline() {
    for (int keys : cells.keys()) {
      compare(
          "page-latches, %d threads, %s keys: puts/s to lock-held".formatted(MANY, number(keys)),
          pageLatches(keys),
          cells.find(Step.LOCK_HELD, Phase.STEADY, keys, MANY),
          modelled ? ON_A_SLOW_DISK : ON_THE_DISK);
    }
  }

  private void largeToSmall() {
    compare(
        "page-latches, %d threads, steady: %s keys to %s"
            .formatted(MANY, number(LARGE_TABLE), number(SMALL_TABLE)),
        pageLatches(LARGE_TABLE),
        pageLatches(SMALL_TABLE),
        LARGE_TO_SMALL);
  }

  private void toTheBareLog() {
    Optional<Cell> log = cells.bareLog().filter(cell -> cell.threads() == MANY);
    int keys = RoadmapPlan.middleOf(cells.keys());
    compare(
        "page-latches, %d threads, %s keys: commits/s to the log alone"
            .formatted(MANY, number(keys)),
        pageLatches(keys),
        log,
        TO_THE_LOG);
  }

  private Optional<Cell> pageLatches(int keys) {
    return cells.find(Step.PAGE_LATCHES, Phase.STEADY, keys, MANY);
  }

  private void compare(String what, Optional<Cell> cell, Optional<Cell> base, double bound) {
    if (cell.isPresent() && base.isPresent()) {
      PairedRatio ratio = PairedRatio.of(cell.get(), base.get());
      String detail =
          "%s by round%s; %s/s to %s/s"
              .formatted(
                  ratio.spread(),
                  ratio.straddles(bound) ? ", on both sides of the bound" : "",
                  number(cell.get().median()),
                  number(base.get().median()));
      String name = what + (modelled ? ", modelled disk" : "");
      targets.add(Target.atLeast(name, ratio.median(), bound, detail));
      headlines.add(ratio(name, cell.get(), base.get()).atLeast(bound));
    }
  }

  /** The log commits operations, and a table puts: the same thing, where each put is a commit. */
  private static Headline ratio(String name, Cell cell, Cell base) {
    return Headline.of(name, cell, base.inUnitOf(cell));
  }
}
