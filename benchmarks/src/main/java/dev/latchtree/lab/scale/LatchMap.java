package dev.latchtree.lab.scale;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in the tree threads waited, while one workload ran under one protocol. It travels as cells:
 * {@link #cells} makes them, {@link #of} finds them among others.
 *
 * @param protocol by its name
 * @param strategy how threads waited for latches
 * @param workload what the threads did
 * @param threads how many
 * @param entries in the store
 * @param seconds for how long
 * @param operations they did meanwhile
 * @param levels all places, from the lock around the tree down to the leaves
 * @param hottest the pages that were waited for longest in all, that one first
 */
public record LatchMap(
    String protocol,
    String strategy,
    String workload,
    int threads,
    String entries,
    double seconds,
    double operations,
    List<Level> levels,
    List<Page> hottest) {

  /** What {@link Level#name} says of the lock that {@code COARSE_LOCK} has around the tree. */
  public static final String TREE_LOCK = "tree lock";

  /** What {@link Level#name} says of pages that are not, or no longer, of this tree. */
  public static final String OTHER_PAGES = "other pages";

  /** The setting that tells cells of a map from others; its value is the level's name. */
  public static final String MAP = "map";

  /** The setting of cells of single pages: their id. */
  public static final String PAGE = "page";

  /** The setting of cells of single pages: their least key, in hexadecimal digits. */
  public static final String FROM = "from";

  /** A level is divided into so many stretches, from left to right. */
  public static final int STRETCHES = 32;

  private static final String LEVEL = "level ";
  private static final String UNIT = "waits/s";
  private static final String PAGES = "pages";
  private static final String WAITED_FOR = "pagesWaitedFor";
  private static final String COUNT = "waits";
  private static final String MILLIS = "waitedMillis";
  private static final String SECONDS = "seconds";
  private static final String OPERATIONS = "operations";
  private static final String FILL = "fill";
  private static final String STRETCH = "stretch";

  public LatchMap {
    levels = List.copyOf(levels);
    hottest = List.copyOf(hottest);
  }

  /**
   * One level of the tree, or what is none.
   *
   * @param name {@code level 0} for the leaves; {@link #TREE_LOCK}, {@link #OTHER_PAGES}
   * @param pages there are; of what is no level those that were waited for
   * @param pagesWaitedFor at least once
   * @param waits in all
   * @param millis that threads waited, added up
   * @param latency of single waits; {@code null} if there were none
   * @param fill the mean part of a page that is in use, 0 to 1; {@code null} of what is no level
   * @param stretches waits by place: the pages of the level, from left to right, in at most {@link
   *     #STRETCHES} stretches as long as one another; empty for what is no level
   */
  public record Level(
      String name,
      long pages,
      long pagesWaitedFor,
      long waits,
      double millis,
      @Nullable LatencyMicros latency,
      @Nullable Double fill,
      List<Long> stretches) {

    public Level {
      stretches = List.copyOf(stretches);
    }
  }

  /**
   * One page.
   *
   * @param level as {@link Level#name} has it
   * @param page its id
   * @param from the least key that may lie on it, in hexadecimal digits; empty for the first
   * @param waits for it
   * @param millis that threads waited for it, added up
   */
  public record Page(String level, long page, String from, long waits, double millis) {}

  /** Whether {@link Level#name} is that of a level of the tree. */
  static boolean isLevel(String name) {
    return name.startsWith(LEVEL);
  }

  /** What {@link Level#name} says of a level, 0 for the leaves. */
  static String nameOf(int level) {
    return LEVEL + level;
  }

  /** The opposite of {@link #nameOf}. */
  static int levelOf(String name) {
    return Integer.parseInt(name.substring(LEVEL.length()));
  }

  /** Everywhere. */
  public long waits() {
    return levels.stream().mapToLong(Level::waits).sum();
  }

  /** Everywhere, of all threads together. */
  public double millis() {
    return levels.stream().mapToDouble(Level::millis).sum();
  }

  // ---------------------------------------------------------------- as cells

  /** One for each level, then one for each of the hottest pages. */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Level level : levels) {
      Map<String, Double> counts = counts(level.waits, level.millis);
      counts.put(PAGES, (double) level.pages);
      counts.put(WAITED_FOR, (double) level.pagesWaitedFor);
      if (level.fill != null) {
        counts.put(FILL, level.fill);
      }
      for (int i = 0; i < level.stretches.size(); i++) {
        counts.put(stretch(i), level.stretches.get(i).doubleValue());
      }
      cells.add(cell(settings(level.name), level.waits, level.latency, counts));
    }
    for (Page page : hottest) {
      Map<String, String> settings = settings(page.level);
      settings.put(PAGE, String.valueOf(page.page));
      settings.put(FROM, page.from);
      cells.add(cell(settings, page.waits, null, counts(page.waits, page.millis)));
    }
    return cells;
  }

  private static String stretch(int index) {
    return STRETCH + (index < 10 ? "0" : "") + index;
  }

  private Map<String, String> settings(String level) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(ScalePlan.PROTOCOL, protocol);
    settings.put(ScalePlan.WAITS, strategy);
    settings.put(ScalePlan.ENTRIES, entries);
    settings.put(MAP, level);
    return settings;
  }

  private Map<String, Double> counts(long count, double millis) {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put(COUNT, (double) count);
    counts.put(MILLIS, millis);
    counts.put(SECONDS, seconds);
    counts.put(OPERATIONS, operations);
    return counts;
  }

  private Cell cell(
      Map<String, String> settings,
      long count,
      @Nullable LatencyMicros latency,
      Map<String, Double> counts) {
    return new Cell(
        ScalePlan.EXPERIMENT,
        workload,
        ScalePlan.ENGINE,
        settings,
        ScalePlan.DURABILITY,
        threads,
        UNIT,
        List.of(count / seconds),
        latency,
        null,
        null,
        counts);
  }

  /** Whether a cell is a part of a map; all others of the experiment have throughput. */
  public static boolean isPart(Cell cell) {
    return cell.settings().containsKey(MAP);
  }

  /** The maps that some cells are parts of, in their order. */
  public static List<LatchMap> of(List<Cell> cells) {
    Map<List<Object>, List<Cell>> grouped = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (isPart(cell)) {
        List<Object> key =
            List.of(
                setting(cell, ScalePlan.PROTOCOL),
                setting(cell, ScalePlan.WAITS),
                setting(cell, ScalePlan.ENTRIES),
                cell.workload(),
                cell.threads());
        grouped.computeIfAbsent(key, none -> new ArrayList<>()).add(cell);
      }
    }
    return grouped.values().stream().map(LatchMap::ofParts).toList();
  }

  private static LatchMap ofParts(List<Cell> parts) {
    Cell any = parts.get(0);
    List<Level> levels = new ArrayList<>();
    List<Page> hottest = new ArrayList<>();
    for (Cell part : parts) {
      String level = setting(part, MAP);
      if (part.settings().containsKey(PAGE)) {
        hottest.add(
            new Page(
                level,
                Long.parseLong(setting(part, PAGE)),
                setting(part, FROM),
                (long) count(part, COUNT),
                count(part, MILLIS)));
      } else {
        levels.add(
            new Level(
                level,
                (long) count(part, PAGES),
                (long) count(part, WAITED_FOR),
                (long) count(part, COUNT),
                count(part, MILLIS),
                part.latency(),
                part.count(FILL),
                stretches(part)));
      }
    }
    return new LatchMap(
        setting(any, ScalePlan.PROTOCOL),
        setting(any, ScalePlan.WAITS),
        any.workload(),
        any.threads(),
        setting(any, ScalePlan.ENTRIES),
        count(any, SECONDS),
        count(any, OPERATIONS),
        levels,
        hottest);
  }

  private static List<Long> stretches(Cell part) {
    List<Long> stretches = new ArrayList<>();
    for (Double count = part.count(stretch(0));
        count != null;
        count = part.count(stretch(stretches.size()))) {
      stretches.add(count.longValue());
    }
    return stretches;
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "");
  }

  private static double count(Cell cell, String name) {
    Double count = cell.count(name);
    if (count == null) {
      throw new IllegalArgumentException("no part of a latch map, it has no " + name + ": " + cell);
    }
    return count;
  }
}
