package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Home;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the default protocol has promised beside the engines that people use. A ratio is taken
 * within one group and one durability tier: peers of another tier are no rivals, however fast they
 * are.
 */
final class PeerTargets {

  private static final double FASTER = 1.5;
  private static final double MIXED = 1.3;
  private static final double SCAN = 2;
  private static final double NOT_BEHIND = 1;

  private static final String LMDB = "LMDB";
  private static final String ROCKSDB = "RocksDB";

  /** What {@code crud} does, where the workload is there. */
  private static final String CRUD = "crud";

  private final CompareCells cells;
  private final List<Headline> targets = new ArrayList<>();

  private PeerTargets(CompareCells cells) {
    this.cells = cells;
  }

  /** Those whose cells were measured. */
  static List<Headline> of(CompareCells cells) {
    PeerTargets all = new PeerTargets(cells);
    Group group = cells.group();
    if (group.isLimited()) {
      all.largerThanMemory();
    } else if (group.mode() == Mode.DURABLE) {
      all.durable();
    } else if (group.shape().equals(Shape.USUAL)) {
      all.cached();
    }
    return all.targets;
  }

  private void cached() {
    for (int threads : new int[] {1, 2, 8}) {
      toBest(Workload.GET, threads, "LMDB", named(LMDB), FASTER);
      toBest(Workload.SCAN, threads, "the skip list", Engine.SKIP_LIST_BYTES::equals, SCAN);
    }
    for (Workload workload : List.of(Workload.PUT, Workload.INSERT, Workload.MIXED)) {
      double bound = workload == Workload.MIXED ? MIXED : FASTER;
      for (int threads : new int[] {1, 2, 8}) {
        toBest(
            workload,
            threads,
            "the best durable peer",
            PeerTargets::isDurablePeer,
            threads == 1 ? NOT_BEHIND : bound);
      }
    }
  }

  private void durable() {
    for (Workload workload : Workload.values()) {
      if (workload == Workload.PUT || workload.label().equals(CRUD)) {
        for (int threads : new int[] {1, 8, 30, 32}) {
          toBest(workload, threads, ROCKSDB, named(ROCKSDB), threads == 1 ? NOT_BEHIND : FASTER);
        }
      }
    }
  }

  private void largerThanMemory() {
    for (Group.Point point : cells.group().points()) {
      toBest(
          point.workload(),
          point.threads(),
          "the best peer with a cache of its own",
          PeerTargets::hasItsOwnCache,
          FASTER);
    }
  }

  private static Predicate<Engine> named(String name) {
    return engine -> engine.engine().equals(name);
  }

  private static boolean isPeer(Engine engine) {
    return !engine.engine().equals(Engine.OPTIMISTIC_BLINK.engine());
  }

  private static boolean isDurablePeer(Engine engine) {
    return isPeer(engine) && engine.supports(Mode.DURABLE, Shape.USUAL);
  }

  private static boolean hasItsOwnCache(Engine engine) {
    return isPeer(engine) && engine.home(Mode.RELAXED) != Home.OS_CACHE;
  }

  /** The best is who has the largest median, of those of the same tier. */
  private void toBest(
      Workload workload, int threads, String whom, Predicate<Engine> rivals, double bound) {
    Optional<Cell> ours = cells.find(workload, threads, Engine.OPTIMISTIC_BLINK);
    Optional<Cell> theirs =
        Arrays.stream(Engine.values())
            .filter(rivals)
            .map(engine -> cells.find(workload, threads, engine))
            .flatMap(Optional::stream)
            .filter(cell -> ours.isPresent() && sameTier(cell, ours.get()))
            .max(Comparator.comparingDouble(Cell::median));
    if (ours.isPresent() && theirs.isPresent()) {
      String best = theirs.get().engine();
      String what =
          "%s%s, %d thread%s, to %s, %s"
              .formatted(
                  workload.label(),
                  cells.group().isLimited() ? " larger than memory" : "",
                  threads,
                  threads == 1 ? "" : "s",
                  whom.contains("best") ? whom + " (" + best + ")" : whom,
                  tier(ours.get()));
      targets.add(Headline.of(what, ours.get(), theirs.get()).atLeast(bound));
    }
  }

  private static boolean sameTier(Cell one, Cell other) {
    return tier(one).equals(tier(other));
  }

  private static String tier(Cell cell) {
    return String.valueOf(cell.durability()).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
