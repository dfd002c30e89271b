package dev.latchtree.lab.compare;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Verdict;
import dev.latchtree.lab.workload.Workload;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code ./lab compare} prints: targets, the machine, and of each group a table a workload.
 */
public final class CompareReport {

  private static final String NOTHING = "-";

  /** Explains a column. */
  static final String OWN_MEMORY =
      "Own memory is the most that a process had at the end of a round, the JVM itself included;"
          + " files that are mapped or in the operating system's cache do not count, and nobody"
          + " bounds that cache.";

  private final CompareResult result;

  public CompareReport(CompareResult result) {
    this.result = result;
  }

  public void print(PrintWriter out) {
    for (Group group : result.comparison().groups()) {
      CompareCells cells = new CompareCells(group, result.cells());
      if (!cells.cells().isEmpty()) {
        print(cells, out);
      }
    }
    printFailures(out);
    printLimits(out);
    printTargets(out);
    List<String> besides =
        result.comparison().also().stream()
            .filter(aside -> !result.of(aside).isEmpty())
            .map(Aside::label)
            .toList();
    if (!besides.isEmpty()) {
      out.printf("%nThe report shows besides: %s.%n", String.join(", ", besides));
    }
    out.flush();
  }

  private static void print(CompareCells cells, PrintWriter out) {
    Group group = cells.group();
    Cell any = cells.cells().get(0);
    out.printf(
        "%n%s (%s): %s; stores of %,d entries, keys: %s, values of %d bytes; a JVM for each engine,"
            + " with %s%s.%n",
        group.title(),
        group.name(),
        group.mode().label(),
        group.entries(),
        group.shape().keys().label(),
        group.shape().valueLength(),
        any.settings().getOrDefault(GroupPlan.MEMORY, NOTHING),
        group.isLimited() ? ", of which pages get " + Figures.bytes(group.cacheBytes()) : "");
    Table asked = new Table("engine", "a write has reached", ">own memory, MiB", "was asked to do");
    for (Engine engine : group.able()) {
      asked.row(
          engine.label(),
          engine.tier(group.mode()).name(),
          memory(cells, engine),
          engine.inWords(group.mode()));
    }
    asked.print(out);
    out.println(OWN_MEMORY);
    if (!group.leftOut().isEmpty()) {
      out.printf("Left out, since they cannot: %s.%n", ComparePlan.labels(group.leftOut()));
    }
    for (Workload workload : Workload.values()) {
      if (!cells.of(workload).isEmpty()) {
        print(workload, cells, out);
      }
    }
  }

  private static void print(Workload workload, CompareCells cells, PrintWriter out) {
    boolean timed = cells.of(workload).stream().anyMatch(cell -> cell.latency() != null);
    Table table =
        new Table(
            ">threads",
            "engine",
            ">" + workload.unit(),
            ">min - max",
            ">default protocol to it",
            ">by round",
            timed ? ">p50 us" : "",
            timed ? ">p99 us" : "",
            ">B allocated each",
            ">cores");
    for (Cell cell : cells.of(workload)) {
      Optional<PairedRatio> ratio = ratio(workload, cells, cell);
      LatencyMicros latency = cell.latency();
      table.row(
          String.valueOf(cell.threads()),
          CompareCells.engineOf(cell).label(),
          number(cell.median()),
          Figures.spread(cell),
          ratio.map(one -> String.format(Locale.ROOT, "%.2f", one.median())).orElse(NOTHING),
          ratio.map(CompareReport::spread).orElse(NOTHING),
          latency == null ? "" : number(latency.p50()),
          latency == null ? "" : number(latency.p99()),
          number(cell.count("allocatedBytesPerOperation")),
          number(cell.count("cores")));
    }
    out.printf("%n%s%n", workload.inWords());
    table.print(out);
  }

  /** What the process of an engine had of its own, as all reports show it. */
  static String memory(CompareCells cells, Engine engine) {
    OptionalDouble most = cells.most(engine, EngineMain.OWN_MEMORY);
    return most.isPresent() ? number(most.getAsDouble()) : NOTHING;
  }

  /** None between tiers: what waits for a disk and what does not are no rivals. */
  private static Optional<PairedRatio> ratio(Workload workload, CompareCells cells, Cell cell) {
    return cells
        .find(workload, cell.threads(), Engine.OPTIMISTIC_BLINK)
        .filter(ours -> !ours.equals(cell) && Objects.equals(ours.durability(), cell.durability()))
        .map(ours -> PairedRatio.of(ours, cell));
  }

  private static String spread(PairedRatio ratio) {
    return ratio.spread() + (ratio.straddles(1) ? ", cannot say" : "");
  }

  private void printFailures(PrintWriter out) {
    if (!result.complete()) {
      out.printf("%nThis run was interrupted: what follows and stands above is a part of it.%n");
    }
    result.notes().forEach(note -> out.printf("%n%s%n", note));
    if (result.failures().isEmpty()) {
      return;
    }
    Table table = new Table("group", "engine", "failed");
    result.failures().forEach(one -> table.row(one.group(), one.engine(), one.why()));
    out.printf("%nNot measured:%n");
    table.print(out);
  }

  private void printLimits(PrintWriter out) {
    Map<String, Object> limits = result.limits();
    if (limits.isEmpty()) {
      return;
    }
    out.printf("%nThe machine by itself, in the same run:%n");
    Table table = new Table("limit", ">figure");
    limits.forEach(
        (name, value) ->
            table.row(
                name, value instanceof Number figure ? number(figure) : String.valueOf(value)));
    table.print(out);
  }

  private void printTargets(PrintWriter out) {
    List<Headline> targets = result.targets();
    out.printf("%nTargets, as ratios within this run:%n");
    if (targets.isEmpty()) {
      out.printf("none: what they compare was not measured in this run.%n");
      return;
    }
    Table table = new Table("target", ">measured", ">by round", ">bound", "", "figures");
    for (Headline target : targets) {
      table.row(
          target.name(),
          String.format(Locale.ROOT, "%.2f", target.median()),
          target.spread(),
          target.boundWords(),
          target.verdict() == Verdict.MISSED ? "MISSED" : target.verdict().words(),
          target.detail());
    }
    table.print(out);
  }
}
