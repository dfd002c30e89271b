package dev.latchtree.lab.scale;

import dev.latchtree.TreePage;
import dev.latchtree.TreeStats;
import dev.latchtree.lab.measure.LatencyRecorder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts waits by page and level. */
final class WaitCounts {

  static final int HOTTEST = 10;

  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<Long, Spot> pages = new HashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, List<Spot>> levels = new LinkedHashMap<>();
  private final Map<String, Double> fills = new HashMap<>();

  /** What was waited for as one: a page, with where it is. */
  private static final class Spot {
    final String level;
    final long page;
    final String from;
    long waits;
    long nanos;

    Spot(String level, long page, String from) {
      this.level = level;
      this.page = page;
      this.from = from;
    }
  }

  /** What is shown as one: a level of the tree, or what is none. */
  private static final class Place {
    final LatencyRecorder latency = new LatencyRecorder();
    long nanos;

    void waited(long some) {
      latency.record(some);
      nanos += some;
    }
  }

  /** Takes the pages of the tree, the root first, then level by level from left to right. */
  WaitCounts(List<TreePage> tree) {
    this(tree, List.of());
  }

  /** The same, with how full the levels are. */
  WaitCounts(List<TreePage> tree, List<TreeStats.Level> shape) {
    shape.forEach(level -> fills.put(LatchMap.nameOf(level.level()), level.fill()));
    for (TreePage page : tree) {
      String level = LatchMap.nameOf(page.level());
      Spot spot = new Spot(level, page.page(), HexFormat.of().formatHex(page.from()));
      pages.put(page.page(), spot);
      levels.computeIfAbsent(level, none -> new ArrayList<>()).add(spot);
      places.computeIfAbsent(level, none -> new Place());
    }
  }

  void waitedForPage(long page, long nanos) {
    Spot spot = pages.computeIfAbsent(page, id -> new Spot(LatchMap.OTHER_PAGES, id, ""));
    spot.waits++;
    spot.nanos += nanos;
    places.computeIfAbsent(spot.level, none -> new Place()).waited(nanos);
  }

  void waitedForTreeLock(long nanos) {
    places.computeIfAbsent(LatchMap.TREE_LOCK, none -> new Place()).waited(nanos);
  }

  /** The tree's lock first, if anybody waited for it, then the levels from the root down. */
  List<LatchMap.Level> levels() {
    List<LatchMap.Level> found = new ArrayList<>();
    addIfThere(found, LatchMap.TREE_LOCK);
    levels.keySet().forEach(level -> addIfThere(found, level));
    addIfThere(found, LatchMap.OTHER_PAGES);
    return found;
  }

  private void addIfThere(List<LatchMap.Level> found, String name) {
    Place place = places.get(name);
    if (place != null) {
      List<Spot> known = levels.getOrDefault(name, List.of());
      long waitedFor =
          pages.values().stream().filter(s -> s.level.equals(name) && s.waits > 0).count();
      found.add(
          new LatchMap.Level(
              name,
              known.isEmpty() ? waitedFor : known.size(),
              waitedFor,
              place.latency.count(),
              place.nanos / NANOS_PER_MILLI,
              place.latency.count() == 0 ? null : place.latency.toMicros(),
              fills.get(name),
              stretches(known)));
    }
  }

  private static List<Long> stretches(List<Spot> level) {
    int count = Math.min(LatchMap.STRETCHES, level.size());
    long[] sums = new long[count];
    for (int i = 0; i < level.size(); i++) {
      sums[(int) ((long) i * count / level.size())] += level.get(i).waits;
    }
    List<Long> stretches = new ArrayList<>();
    for (long sum : sums) {
      stretches.add(sum);
    }
    return stretches;
  }

  /** The pages that were waited for longest. */
  List<LatchMap.Page> hottest() {
    return pages.values().stream()
        .filter(spot -> spot.waits > 0)
        .sorted(
            Comparator.<Spot>comparingLong(spot -> -spot.nanos)
                .thenComparingLong(spot -> spot.page))
        .limit(HOTTEST)
        .map(
            spot ->
                new LatchMap.Page(
                    spot.level, spot.page, spot.from, spot.waits, spot.nanos / NANOS_PER_MILLI))
        .toList();
  }
}
