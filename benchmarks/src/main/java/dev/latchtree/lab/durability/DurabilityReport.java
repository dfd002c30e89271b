package dev.latchtree.lab.durability;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.Figure;
import dev.latchtree.lab.plot.Lines;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import dev.latchtree.lab.workload.Workload;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code ./lab durability} prints: tables and targets. */
public final class DurabilityReport implements Findings {

  private static final double PUTS = 0.6;
  private static final double GETS = 0.95;
  private static final double CHURNED = 1.5;
  private static final int ENOUGH_CHURN = 10;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;
  private static final String NO_LOG = "none";

  private static final String TIERS =
      "The tiers differ on purpose: the ratios are what each promise costs, not which is better.";

  private final List<Cell> cells;

  /** Takes the cells of a {@link DurabilityPlan}. */
  public DurabilityReport(List<Cell> cells) {
    this.cells = cells;
  }

  @Override
  public List<Section> sections(String command) {
    List<Section> sections = new ArrayList<>();
    for (Workload workload : List.of(Workload.PUT, Workload.GET)) {
      List<Cell> found = of(workload);
      if (!found.isEmpty()) {
        Bars bars =
            Bars.of(
                "ops/s, by what keeps a log",
                found,
                cell -> cell.threads() + (cell.threads() == 1 ? " thread" : " threads"),
                cell -> log(cell).equals(NO_LOG) ? "no log" : log(cell));
        sections.add(
            new Section(
                workload == Workload.PUT ? "What the log costs a put" : "What it costs a get",
                TIERS,
                List.of(workload == Workload.PUT ? bars.byMagnitude() : bars),
                List.of(table(found).toGrid()),
                command));
      }
    }
    churn()
        .ifPresent(
            cell ->
                sections.add(
                    new Section(
                        "Churn",
                        "Every key removed and another one inserted, again and again: how large the page file has become, in parts of what it was when the store was loaded.",
                        List.of(byRound(cell)),
                        List.of(churned(cell).toGrid()),
                        command)));
    sections.addAll(Section.promises(targets(), command));
    return sections;
  }

  private static Lines byRound(Cell cell) {
    List<Lines.Point> points = new ArrayList<>();
    for (double size : cell.rounds()) {
      points.add(new Lines.Point(points.size() + 2, Figure.exactly(size)));
    }
    return new Lines(
        "page file to its loaded size",
        cell.unit(),
        "times that all keys were replaced",
        List.of(new Lines.Series("page file", points)),
        List.of());
  }

  @Override
  public void print(PrintWriter out) {
    for (Cell raw : cells.stream().filter(Limits::isRaw).toList()) {
      LatencyMicros latency = raw.requireLatency();
      out.printf(
          "%nThe disk by itself, 4 KiB appended and synced: %s/s, p50 %s us, p99 %s us%n",
          number(raw.median()), number(latency.p50()), number(latency.p99()));
    }
    print(Workload.PUT, "put: another value for a key that is there", out);
    print(Workload.GET, "get: nobody writes", out);
    churn().ifPresent(cell -> printChurn(cell, out));
    Target.print(targets(), out);
    out.println(TIERS);
    out.flush();
  }

  private void print(Workload workload, String title, PrintWriter out) {
    if (!of(workload).isEmpty()) {
      out.printf("%n%s%n", title);
      table(of(workload)).print(out);
    }
  }

  private List<Cell> of(Workload workload) {
    return cells.stream().filter(cell -> cell.workload().equals(workload.label())).toList();
  }

  private Table table(List<Cell> found) {
    Table table =
        new Table(
            ">threads",
            "log",
            "tier",
            ">ops/s",
            ">min - max",
            ">to none",
            ">by round",
            ">fsyncs",
            ">MiB logged/round",
            ">checkpoints/round",
            ">cores");
    for (Cell cell : found) {
      Optional<PairedRatio> ratio = withoutLog(cell).map(base -> PairedRatio.of(cell, base));
      table.row(
          String.valueOf(cell.threads()),
          log(cell),
          cell.durability() == null ? "-" : cell.durability(),
          number(cell.median()),
          Figures.spread(cell),
          ratio.map(one -> String.format(Locale.ROOT, "%.2f", one.median())).orElse("-"),
          ratio.map(PairedRatio::spread).orElse("-"),
          number(cell.fsyncs()),
          number(mebibytes(cell.count(LatchTreeStore.LOG_BYTES))),
          number(cell.count(LatchTreeStore.CHECKPOINTS)),
          number(cell.count("cores")));
    }
    return table;
  }

  private static void printChurn(Cell cell, PrintWriter out) {
    out.printf("%nchurn: every key removed and another one inserted, again and again%n");
    churned(cell).print(out);
  }

  private static Table churned(Cell cell) {
    Table table =
        new Table(
            ">all keys replaced",
            ">page file to loaded size",
            ">largest",
            ">MiB loaded",
            ">MiB of pages",
            ">leaf fill",
            ">MiB free",
            ">MiB of log",
            ">keys replaced/s");
    table.row(
        times(cell) + " times",
        number(last(cell)),
        number(cell.max()),
        number(cell.count("loadedMebibytes")),
        number(cell.count("pagesMebibytes")),
        number(cell.count("leafFill")),
        number(cell.count("freeMebibytes")),
        number(cell.count("logMebibytes")),
        number(cell.count("replacedPerSecond")));
    return table;
  }

  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (Cell cell : cells) {
      boolean put = cell.workload().equals(Workload.PUT.label());
      boolean promised = put ? log(cell).equals(Variant.OS.name()) : !log(cell).equals(NO_LOG);
      if (promised && !cell.workload().equals(DurabilityPlan.CHURN)) {
        withoutLog(cell).ifPresent(base -> targets.add(target(cell, base, put ? PUTS : GETS)));
      }
    }
    churn()
        .filter(cell -> times(cell) >= ENOUGH_CHURN)
        .ifPresent(
            cell ->
                targets.add(
                    Target.atMost(
                        "churn: page file to its loaded size",
                        cell.max(),
                        CHURNED,
                        "the largest while all keys were replaced %d times"
                            .formatted(times(cell)))));
    return targets;
  }

  private static Target target(Cell cell, Cell base, double bound) {
    PairedRatio ratio = PairedRatio.of(cell, base);
    return Target.atLeast(
        "%s, %d thread%s: %s to no log"
            .formatted(cell.workload(), cell.threads(), cell.threads() == 1 ? "" : "s", log(cell)),
        ratio.median(),
        bound,
        "%s by round%s; %s/s to %s/s"
            .formatted(
                ratio.spread(),
                ratio.straddles(bound) ? ", on both sides of the bound" : "",
                number(cell.median()),
                number(base.median())));
  }

  private Optional<Cell> withoutLog(Cell cell) {
    return cells.stream()
        .filter(base -> log(base).equals(NO_LOG) && base.workload().equals(cell.workload()))
        .filter(base -> base.threads() == cell.threads())
        .findFirst();
  }

  private Optional<Cell> churn() {
    return cells.stream().filter(cell -> cell.workload().equals(DurabilityPlan.CHURN)).findFirst();
  }

  /** With the round that warms up. */
  private static int times(Cell churn) {
    return churn.rounds().size() + 1;
  }

  private static double last(Cell cell) {
    return cell.rounds().get(cell.rounds().size() - 1);
  }

  private static String log(Cell cell) {
    return cell.settings().getOrDefault(DurabilityPlan.VARIANT, "-");
  }

  private static @Nullable Double mebibytes(@Nullable Double bytes) {
    return bytes == null ? null : (Double) (bytes / BYTES_PER_MEBIBYTE);
  }
}
