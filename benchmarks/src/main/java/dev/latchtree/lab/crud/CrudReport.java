package dev.latchtree.lab.crud;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.LatchTreeStore;
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
import dev.latchtree.lab.workload.CrudKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code ./lab crud} prints: throughput, latency by kind, the logs, others' figures. */
public final class CrudReport implements Findings {

  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private final CrudPlan plan;
  private final List<Cell> raw;
  private final List<Cell> cells;

  /** Takes the cells of this plan. */
  public CrudReport(CrudPlan plan, List<Cell> cells) {
    this.plan = plan;
    raw = cells.stream().filter(Limits::isRaw).toList();
    this.cells = cells.stream().filter(cell -> !Limits.isRaw(cell)).toList();
  }

  /** What tells an engine with its settings from the others. */
  static String name(String engine, Map<String, String> settings) {
    String protocol = settings.get("protocol");
    return (protocol == null ? engine : protocol)
        + ", "
        + settings.getOrDefault(CrudPlan.POLICY, "-");
  }

  private static String name(Cell cell) {
    return name(cell.engine(), cell.settings());
  }

  @Override
  public List<Section> sections(String command) {
    List<Section> sections = new ArrayList<>();
    List<Plot> plots = new ArrayList<>();
    plots.add(
        Bars.of(
            "operations/s, by what a write has reached when it returns",
            cells,
            cell -> String.valueOf(cell.durability()),
            CrudReport::name));
    CellPlots.latencies(cells).ifPresent(plots::add);
    sections.add(
        new Section(
            "Documents in %d stores at once".formatted(plan.bench().stores()),
            what() + " Ratios are taken among those of one tier only; latencies in us.",
            plots,
            List.of(throughput().toGrid(), latencies().toGrid()),
            command));
    sections.add(
        new Section(
            "Groups and queues of the logs",
            "Of those engines that tell; waiting: writers that wait for the log of a store.",
            List.of(),
            List.of(logs().toGrid()),
            command));
    Table asked = new Table("engine, policy", "was asked to do");
    plan.inWords().forEach(asked::row);
    sections.add(
        new Section("What each was asked to do", "", List.of(), List.of(asked.toGrid()), command));
    sections.add(Section.context(PublishedCrud.SOURCE, published()));
    return sections;
  }

  private String what() {
    return "%d stores, %d workers each, documents of %s; %s reads/creates/updates/deletes in a hundred. All engines are in one process."
        .formatted(
            plan.bench().stores(),
            plan.bench().workers(),
            Figures.bytes(plan.document()),
            plan.bench().mix());
  }

  @Override
  public void print(PrintWriter out) {
    for (Cell cell : raw) {
      LatencyMicros latency = cell.requireLatency();
      out.printf(
          "%nThe disk by itself, 4 KiB appended and synced: %s/s, p50 %s us, p99 %s us%n",
          number(cell.median()), number(latency.p50()), number(latency.p99()));
    }
    out.printf(
        "%n%d stores, %d workers each, documents of %s; %s reads/creates/updates/deletes in a"
            + " hundred.%nAll engines are in one process; latencies in us.%n%n",
        plan.bench().stores(),
        plan.bench().workers(),
        Figures.bytes(plan.document()),
        plan.bench().mix());
    throughput().print(out);
    out.println("Ratios are taken among those of one tier only.");
    out.printf("%nLatencies, medians over the rounds%n");
    latencies().print(out);
    out.printf(
        "%nThe logs, of those who tell; waiting: writers that wait for the log of a store%n");
    logs().print(out);
    out.printf("%nWhat each was asked to do:%n");
    plan.inWords().forEach((name, words) -> out.printf("- %s: %s%n", name, words));
    printPublished(out);
    out.flush();
  }

  private Table throughput() {
    Table table =
        new Table(
            "engine, policy",
            "tier",
            ">ops/s",
            ">min - max",
            ">to group",
            ">by round",
            ">read p95",
            ">create p95",
            ">update p95",
            ">delete p95",
            ">cores");
    Optional<Cell> base =
        cells.stream()
            .filter(cell -> name(cell).equals(name(Contender.OURS, Policy.GROUP)))
            .findFirst();
    for (Cell cell : cells) {
      Optional<PairedRatio> ratio =
          base.filter(one -> one.durability() != null && one.durability().equals(cell.durability()))
              .map(one -> PairedRatio.of(cell, one));
      table.row(
          name(cell),
          cell.durability() == null ? "-" : cell.durability(),
          number(cell.median()),
          Figures.spread(cell),
          ratio.map(one -> String.format(Locale.ROOT, "%.2f", one.median())).orElse("-"),
          ratio.map(PairedRatio::spread).orElse("-"),
          p95(cell, CrudKind.READ),
          p95(cell, CrudKind.CREATE),
          p95(cell, CrudKind.UPDATE),
          p95(cell, CrudKind.DELETE),
          number(cell.count(CrudProbe.CORES)));
    }
    return table;
  }

  private static String name(Engine engine, Policy policy) {
    return name(engine.engine(), settings(engine, policy));
  }

  private static Map<String, String> settings(Engine engine, Policy policy) {
    Map<String, String> settings = new LinkedHashMap<>(engine.settings());
    settings.put(CrudPlan.POLICY, policy.label());
    return settings;
  }

  private static String p95(Cell cell, CrudKind kind) {
    return number(cell.count(CrudProbe.percentile(kind, "P95")));
  }

  private Table latencies() {
    Table table = new Table("engine, policy", "operation", ">p50", ">p95", ">p99");
    for (Cell cell : cells) {
      for (CrudKind kind : CrudKind.values()) {
        table.row(
            name(cell),
            kind.label(),
            number(cell.count(CrudProbe.percentile(kind, "P50"))),
            p95(cell, kind),
            number(cell.count(CrudProbe.percentile(kind, "P99"))));
      }
    }
    return table;
  }

  private Table logs() {
    Table table =
        new Table(
            "engine, policy",
            ">fsyncs",
            ">writes/fsync",
            ">records/flush",
            ">largest flush",
            ">waiting",
            ">most waiting",
            ">MiB logged/round",
            ">checkpoints/round");
    for (Cell cell : cells) {
      if (cell.count(CrudProbe.WAITING_MEAN) != null) {
        table.row(
            name(cell),
            number(cell.fsyncs()),
            number(cell.count(CrudProbe.WRITES_PER_FSYNC)),
            number(cell.count(CrudProbe.RECORDS_PER_FLUSH)),
            number(cell.count(CrudProbe.LARGEST_FLUSH)),
            number(cell.count(CrudProbe.WAITING_MEAN)),
            number(cell.count(CrudProbe.WAITING_MOST)),
            number(mebibytes(cell.count(LatchTreeStore.LOG_BYTES))),
            number(cell.count(LatchTreeStore.CHECKPOINTS)));
      }
    }
    return table;
  }

  private static void printPublished(PrintWriter out) {
    out.printf("%nFor context only: %s.%n", PublishedCrud.SOURCE);
    published().print(out);
  }

  private static Table published() {
    Table table =
        new Table("theirs", ">ops/s", ">read p95", ">create p95", ">update p95", ">delete p95");
    for (PublishedCrud.Line line : PublishedCrud.LINES) {
      table.row(
          line.when(),
          number(line.operationsPerSecond()),
          line.read() + " ms",
          line.create() + " ms",
          line.update() + " ms",
          line.delete() + " ms");
    }
    return table;
  }

  private static @Nullable Double mebibytes(@Nullable Double bytes) {
    return bytes == null ? null : (Double) (bytes / BYTES_PER_MEBIBYTE);
  }
}
