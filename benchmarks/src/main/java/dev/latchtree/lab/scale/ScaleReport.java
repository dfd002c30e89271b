package dev.latchtree.lab.scale;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import dev.latchtree.spi.LatchProtocol;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@code ./lab scale} prints: tables by workload and by strategy, the latch map. */
public final class ScaleReport implements Findings {

  private static final double PER_THOUSAND = 1_000;

  /** Of one core; less is not a thread's own doing. */
  private static final double UNDISTURBED = 0.8;

  /** How dark a stretch of a level is, from nothing to the most. */
  private static final String SHADES = " .:-=+*#%@";

  private final List<Cell> cells;
  private final List<LatchMap> maps;

  /** Takes the cells of a {@link ScalePlan}, those of its maps too. */
  public ScaleReport(List<Cell> cells) {
    this.cells = cells.stream().filter(cell -> !LatchMap.isPart(cell)).toList();
    maps = LatchMap.of(cells);
  }

  @Override
  public List<Section> sections(String command) {
    return new ScaleSections(this, command).all();
  }

  @Override
  public void print(PrintWriter out) {
    if (!cells.isEmpty()) {
      out.printf(
          "%nIn memory, entries: %s; a JVM for each protocol and strategy, each operation timed by"
              + " itself (latencies in us). Waits%nand switches are those for 1,000 operations:"
              + " latches waited for; cores given up to wait, and lost to others.%n",
          number(Integer.valueOf(setting(cells.get(0), ScalePlan.ENTRIES))));
      for (ScaleWorkload workload : ScaleWorkload.values()) {
        printProtocols(workload, out);
      }
      for (ScaleWorkload workload : ScaleWorkload.values()) {
        printStrategies(workload, out);
      }
      warnOfOthers(out);
    }
    printMaps(out);
    out.printf("%nWhat they show:%n");
    sentences().forEach(sentence -> out.println("- " + sentence));
    out.flush();
  }

  /** What the figures show, in words. */
  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (ScaleWorkload workload : ScaleWorkload.values()) {
      farthest(of(workload)).ifPresent(sentences::add);
    }
    for (ScaleWorkload workload : ScaleWorkload.values()) {
      sentences.addAll(strategies(of(workload)));
    }
    maps.forEach(map -> sentences.add(place(map)));
    return sentences;
  }

  /** What the figures of a workload show, in words. */
  List<String> sentences(ScaleWorkload workload) {
    List<String> sentences = new ArrayList<>(strategies(of(workload)));
    farthest(of(workload)).ifPresent(one -> sentences.add(0, one));
    return sentences;
  }

  List<LatchMap> maps() {
    return maps;
  }

  /** One thread that never waits has a core of its own, if nobody else wants it. */
  private void warnOfOthers(PrintWriter out) {
    List<Double> alone = new ArrayList<>();
    for (Cell cell : cells) {
      Double cores = cell.count(ScaleBench.CORES);
      if (cell.threads() == 1 && cores != null) {
        alone.add(cores);
      }
    }
    if (!alone.isEmpty() && Cell.medianOf(alone) < UNDISTURBED) {
      out.printf(
          "%nWARNING: this machine was busy with other work: a single thread had %s of a core. Trust"
              + " no ratio whose spread is on both sides of 1.%n",
          number(Cell.medianOf(alone)));
    }
  }

  List<Cell> of(ScaleWorkload workload) {
    return cells.stream().filter(cell -> cell.workload().equals(workload.label())).toList();
  }

  static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }

  static String protocol(Cell cell) {
    return setting(cell, ScalePlan.PROTOCOL);
  }

  static String waits(Cell cell) {
    return setting(cell, ScalePlan.WAITS);
  }

  // ---------------------------------------------------------------- protocols

  /** With the usual strategy, or whichever there is. */
  static List<Cell> ofOneStrategy(List<Cell> some) {
    String strategy =
        some.stream()
            .map(ScaleReport::waits)
            .filter(Waits.USUAL.label()::equals)
            .findFirst()
            .orElseGet(() -> waits(some.get(0)));
    return some.stream().filter(cell -> waits(cell).equals(strategy)).toList();
  }

  private void printProtocols(ScaleWorkload workload, PrintWriter out) {
    if (of(workload).isEmpty()) {
      return;
    }
    List<Cell> some = ofOneStrategy(of(workload));
    out.printf("%n%s: %s; %s%n", workload.label(), workload.what(), waits(some.get(0)));
    protocols(some).print(out);
  }

  /** Of cells of one workload and one strategy. */
  static Table protocols(List<Cell> some) {
    Table table =
        table("protocol", ">to its fewest threads", ">by round", ">to COARSE_LOCK", ">by round");
    for (Cell cell : some) {
      Optional<Cell> fewest =
          some.stream().filter(other -> protocol(other).equals(protocol(cell))).findFirst();
      row(table, cell, protocol(cell), fewest.orElse(cell), coarse(some, cell).orElse(null));
    }
    return table;
  }

  private static Optional<Cell> coarse(List<Cell> some, Cell cell) {
    return some.stream()
        .filter(other -> protocol(other).equals(LatchProtocol.COARSE_LOCK.name()))
        .filter(other -> other.threads() == cell.threads())
        .findFirst();
  }

  private static Table table(String... some) {
    List<String> titles = new ArrayList<>(List.of(">threads", some[0], ">ops/s", ">min - max"));
    titles.addAll(List.of(some).subList(1, some.length));
    titles.addAll(
        List.of(">p50", ">p99", ">latch waits", ">cores given up", ">cores lost", ">cores busy"));
    return new Table(titles.toArray(String[]::new));
  }

  private static void row(Table table, Cell cell, String name, @Nullable Cell... bases) {
    List<String> row = new ArrayList<>();
    row.add(String.valueOf(cell.threads()));
    row.add(name);
    row.add(number(cell.median()));
    row.add(Figures.spread(cell));
    for (Cell base : bases) {
      row.add(base == null ? "-" : ratio(cell, base));
      row.add(base == null ? "-" : PairedRatio.of(cell, base).spread());
    }
    LatencyMicros latency = cell.requireLatency();
    row.add(number(latency.p50()));
    row.add(number(latency.p99()));
    row.add(number(perThousand(cell, ScaleBench.LATCH_WAITS)));
    row.add(number(perThousand(cell, ScaleBench.VOLUNTARY)));
    row.add(number(perThousand(cell, ScaleBench.INVOLUNTARY)));
    row.add(number(cell.count(ScaleBench.CORES)));
    table.row(row.toArray(String[]::new));
  }

  private static String ratio(Cell cell, Cell base) {
    return String.format(Locale.ROOT, "%.2f", PairedRatio.of(cell, base).median());
  }

  /** Both are medians over the rounds. */
  private static @Nullable Double perThousand(Cell cell, String name) {
    Double count = cell.count(name);
    Double operations = cell.count(ScaleBench.OPERATIONS);
    return count == null || operations == null || operations == 0
        ? null
        : (Double) (count / operations * PER_THOUSAND);
  }

  /** With the most threads: who comes farthest, against one lock. */
  private static Optional<String> farthest(List<Cell> all) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Cell> some = ofOneStrategy(all);
    int most = some.get(some.size() - 1).threads();
    Optional<Cell> base = coarse(some, some.get(some.size() - 1));
    return base.flatMap(
        lock ->
            some.stream()
                .filter(cell -> cell.threads() == most && !cell.equals(lock))
                .max(Comparator.comparingDouble(cell -> PairedRatio.of(cell, lock).median()))
                .map(cell -> farthest(cell, lock)));
  }

  private static String farthest(Cell cell, Cell lock) {
    PairedRatio ratio = PairedRatio.of(cell, lock);
    return "%s, %s: of all protocols %s comes farthest, to %s of COARSE_LOCK (%s by round)%s."
        .formatted(
            cell.workload(),
            threads(cell.threads()),
            protocol(cell),
            ratio(cell, lock),
            ratio.spread(),
            doubt(ratio));
  }

  static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  private static String doubt(PairedRatio ratio) {
    return ratio.straddles(1) ? ": too close to say" : "";
  }

  // ---------------------------------------------------------------- strategies

  private void printStrategies(ScaleWorkload workload, PrintWriter out) {
    List<Cell> compared = compared(of(workload));
    if (compared.isEmpty()) {
      return;
    }
    out.printf("%n%s, by wait strategy%n", workload.label());
    strategyTable(compared).print(out);
  }

  /** Of cells that another strategy was measured beside. */
  static Table strategyTable(List<Cell> compared) {
    Table table = table("protocol, strategy", ">to " + Waits.USUAL.label(), ">by round");
    for (Cell cell : compared) {
      row(table, cell, protocol(cell) + ", " + waits(cell), usual(compared, cell).orElse(null));
    }
    return table;
  }

  /** Those that another strategy was measured beside, each protocol's together. */
  static List<Cell> compared(List<Cell> some) {
    List<Cell> compared = new ArrayList<>();
    for (Cell cell : some) {
      Predicate<Cell> sameButForStrategy =
          other -> other.threads() == cell.threads() && protocol(other).equals(protocol(cell));
      List<Cell> together = some.stream().filter(sameButForStrategy).toList();
      if (together.size() > 1 && !compared.contains(cell)) {
        compared.addAll(together);
      }
    }
    return compared;
  }

  private static Optional<Cell> usual(List<Cell> some, Cell cell) {
    return some.stream()
        .filter(other -> other.threads() == cell.threads())
        .filter(other -> protocol(other).equals(protocol(cell)))
        .filter(other -> waits(other).equals(Waits.USUAL.label()))
        .findFirst();
  }

  private List<String> strategies(List<Cell> all) {
    List<Cell> compared = compared(all);
    List<String> sentences = new ArrayList<>();
    for (Cell cell : compared) {
      boolean mostThreads = cell.threads() == compared.get(compared.size() - 1).threads();
      usual(compared, cell)
          .filter(base -> mostThreads && !base.equals(cell))
          .ifPresent(
              base ->
                  sentences.add(
                      "%s, %s, %s: %s reaches %s of %s (%s by round)%s."
                          .formatted(
                              cell.workload(),
                              threads(cell.threads()),
                              protocol(cell),
                              waits(cell),
                              ratio(cell, base),
                              waits(base),
                              PairedRatio.of(cell, base).spread(),
                              doubt(PairedRatio.of(cell, base)))));
    }
    return sentences;
  }

  // ---------------------------------------------------------------- the map

  private void printMaps(PrintWriter out) {
    if (maps.isEmpty()) {
      return;
    }
    out.printf(
        "%nLatch map: where in the tree threads waited, from the events of a flight recording of its"
            + " own. Level 0 has the leaves;%n\"left to right\" are the level's pages in the order of"
            + " their keys: the darker, the more of its waits.%nOther pages: of other trees, or"
            + " merged away since.%n");
    for (LatchMap map : maps) {
      out.printf(
          "%n%s, %s, %s, %s: %s operations in %s s%n",
          map.workload(),
          threads(map.threads()),
          map.protocol(),
          map.strategy(),
          count((long) map.operations()),
          number(map.seconds()));
      if (map.waits() == 0) {
        out.println("Nobody waited.");
      } else {
        levels(map).print(out);
        if (!map.hottest().isEmpty()) {
          out.println();
          hottest(map).print(out);
        }
      }
    }
  }

  static Table levels(LatchMap map) {
    Table table =
        new Table(
            "where",
            ">pages",
            ">waited for",
            ">waits",
            ">of all",
            ">ms waited",
            ">p50 us",
            ">p99 us",
            ">the 10 hottest",
            "left to right");
    for (LatchMap.Level level : map.levels()) {
      LatencyMicros latency = level.latency();
      table.row(
          level.name(),
          count(level.pages()),
          count(level.pagesWaitedFor()),
          count(level.waits()),
          percent((double) level.waits(), (double) map.waits()),
          number(level.millis()),
          number(latency == null ? null : (Double) latency.p50()),
          number(latency == null ? null : (Double) latency.p99()),
          percent(hottest(map, level), level.pages() == 0 ? 0 : (double) level.waits()),
          level.stretches().isEmpty() ? "" : "[" + shades(level.stretches()) + "]");
    }
    return table;
  }

  private static double hottest(LatchMap map, LatchMap.Level level) {
    return map.hottest().stream()
        .filter(page -> page.level().equals(level.name()))
        .mapToLong(LatchMap.Page::waits)
        .sum();
  }

  static Table hottest(LatchMap map) {
    Table table =
        new Table("hottest", ">page", "keys from", ">waits", ">ms waited", ">of all time");
    for (LatchMap.Page page : map.hottest()) {
      table.row(
          page.level(),
          String.valueOf(page.page()),
          page.from().isEmpty() ? "the first" : page.from(),
          count(page.waits()),
          number(page.millis()),
          percent(page.millis(), map.millis()));
    }
    return table;
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String percent(double part, double all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.0f%%", 100 * part / all);
  }

  private static String shades(List<Long> stretches) {
    long most = stretches.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder shades = new StringBuilder();
    for (long some : stretches) {
      int shade = some == 0 ? 0 : (int) Math.ceil((SHADES.length() - 1) * (double) some / most);
      shades.append(SHADES.charAt(shade));
    }
    return shades.toString();
  }

  static String place(LatchMap map) {
    String who = "%s, %s, %s".formatted(map.workload(), threads(map.threads()), map.protocol());
    return map.levels().stream()
        .filter(level -> level.waits() > 0)
        .max((a, b) -> Double.compare(a.millis(), b.millis()))
        .map(
            level ->
                "%s: %s of the time waited is for %s (%s waits for 1,000 operations)."
                    .formatted(
                        who,
                        percent(level.millis(), map.millis()),
                        level.name().equals(LatchMap.TREE_LOCK) ? "the tree's lock" : level.name(),
                        number(map.waits() / map.operations() * PER_THOUSAND)))
        .orElse(who + ": nobody waited.");
  }
}
