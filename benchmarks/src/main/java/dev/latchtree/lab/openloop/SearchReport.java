package dev.latchtree.lab.openloop;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.page.CellPlots;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code ./lab write-stress} prints: the last passing rates, beside others' figures. */
public final class SearchReport implements Findings {

  private static final double MICROS_PER_MILLI = 1e3;

  private final SearchPlan plan;
  private final List<Cell> raw;
  private final List<Cell> cells;

  /** Takes the cells of this plan. */
  public SearchReport(SearchPlan plan, List<Cell> cells) {
    this.plan = plan;
    raw = cells.stream().filter(Limits::isRaw).toList();
    this.cells = cells.stream().filter(cell -> !Limits.isRaw(cell)).toList();
  }

  @Override
  public List<Section> sections(String command) {
    List<Plot> plots = new ArrayList<>();
    plots.add(
        Bars.of(
                "last passing writes/s, on a scale of powers of ten",
                cells,
                cell -> setting(cell, SearchPlan.ENTRIES) + " entries",
                cell -> setting(cell, SearchPlan.TABLE))
            .byMagnitude());
    CellPlots.latencies(cells).ifPresent(plots::add);
    return List.of(
        new Section(
            "The highest rate of writes that still come in time",
            "Durable puts of 100 bytes, asked for at fixed instants (open loop) by %d clients; each latency counts from the instant at which the put was due. The highest rate with %s, and latencies there in ms%s."
                .formatted(
                    plan.clients(),
                    plan.limit(),
                    plan.syncLatency().isZero()
                        ? ""
                        : "; a modelled disk: every sync takes %s longer than this machine's"
                            .formatted(Figures.duration(plan.syncLatency()))),
            plots,
            List.of(table().toGrid()),
            command),
        Section.context(PublishedStress.SOURCE, published()));
  }

  @Override
  public void print(PrintWriter out) {
    Duration syncLatency = plan.syncLatency();
    String disk =
        syncLatency.isZero()
            ? "The disk by itself"
            : "MODELLED DISK: every sync takes %s longer than this machine's. By itself"
                .formatted(Figures.duration(syncLatency));
    for (Cell cell : raw) {
      LatencyMicros latency = cell.requireLatency();
      out.printf(
          "%n%s, 4 KiB appended and synced: %s/s, p50 %s us, p99 %s us%n",
          disk, number(cell.median()), number(latency.p50()), number(latency.p99()));
    }
    out.printf(
        "%nDurable puts of 100 bytes, asked for at fixed instants (open loop) by %d clients; each"
            + " latency counts%nfrom the instant at which the put was due. The highest rate with %s,"
            + " and what was measured at it, in ms:%n%n",
        plan.clients(), plan.limit());
    table().print(out);
    if (cells.stream().anyMatch(cell -> cell.count(SearchProbe.FAILED) == null)) {
      out.printf("Where nothing has failed, %s/s was the most that was tried.%n", most());
    }
    printPublished(out);
    out.flush();
  }

  private Table table() {
    Table table =
        new Table(
            ">entries",
            "table",
            ">last passing/s",
            ">min - max",
            "by repeat",
            ">to first",
            ">by repeat",
            ">p50",
            ">p95",
            ">p99",
            ">failed at/s",
            ">p95 there",
            ">steps");
    cells.forEach(cell -> row(cell, table));
    return table;
  }

  private String most() {
    return number(plan.most());
  }

  private void row(Cell cell, Table table) {
    LatencyMicros latency = cell.latency();
    Optional<PairedRatio> ratio =
        first(cell).filter(base -> base.min() > 0).map(base -> PairedRatio.of(cell, base));
    table.row(
        setting(cell, SearchPlan.ENTRIES),
        setting(cell, SearchPlan.TABLE),
        number(cell.median()),
        Figures.spread(cell),
        cell.rounds().stream().map(Figures::number).collect(Collectors.joining(", ")),
        ratio.map(one -> String.format(Locale.ROOT, "%.1f", one.median())).orElse("-"),
        ratio.map(PairedRatio::spread).orElse("-"),
        millis(latency == null ? null : (Double) latency.p50()),
        millis(latency == null ? null : (Double) latency.p95()),
        millis(latency == null ? null : (Double) latency.p99()),
        number(cell.count(SearchProbe.FAILED)),
        millis(cell.count(SearchProbe.FAILED_P95)),
        number(cell.count(SearchProbe.STEPS)));
  }

  /** The first table of the same size. */
  private Optional<Cell> first(Cell cell) {
    return cells.stream()
        .filter(
            other -> setting(other, SearchPlan.ENTRIES).equals(setting(cell, SearchPlan.ENTRIES)))
        .findFirst();
  }

  private static String millis(@Nullable Double micros) {
    return number(micros == null ? null : (Double) (micros / MICROS_PER_MILLI));
  }

  private static void printPublished(PrintWriter out) {
    out.printf("%nFor context only: %s.%n", PublishedStress.SOURCE);
    published().print(out);
  }

  private static Table published() {
    Table table = new Table("theirs", ">last passing/s");
    PublishedStress.LINES.forEach(line -> table.row(line.what(), line.writesPerSecond()));
    return table;
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }
}
