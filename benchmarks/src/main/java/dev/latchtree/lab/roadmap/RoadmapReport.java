package dev.latchtree.lab.roadmap;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.log.Limits;
import dev.latchtree.lab.page.CellPlots;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code ./lab roadmap} prints: a table for each disk and size, targets, others' figures. */
public final class RoadmapReport implements Findings {

  private final RoadmapCells cells;
  private final Duration syncLatency;

  /**
   * Takes the cells of a {@link RoadmapPlan}.
   *
   * @param syncLatency of the modelled disk; zero if there was none
   */
  public RoadmapReport(List<Cell> cells, Duration syncLatency) {
    this.cells = new RoadmapCells(cells);
    this.syncLatency = syncLatency;
  }

  @Override
  public List<Headline> headlines() {
    return RoadmapTargets.headlines(cells);
  }

  @Override
  public List<Section> sections(String command) {
    List<Section> sections = new ArrayList<>();
    CellPlots plots = new CellPlots(Limits.of(cells.cells()));
    for (boolean modelled : new boolean[] {false, true}) {
      RoadmapCells some = cells.on(modelled);
      for (Phase phase : List.of(Phase.STEADY, Phase.FIRST_TOUCHES)) {
        for (int keys : some.keys()) {
          List<Cell> found = some.puts(phase, keys);
          if (!found.isEmpty()) {
            sections.add(
                new Section(
                    "Roadmap: %s keys, %s%s"
                        .formatted(
                            number(keys),
                            phase == Phase.STEADY ? "steady" : "right after a checkpoint",
                            modelled ? ", modelled disk" : ""),
                    sentence(phase, modelled),
                    plots(found, plots),
                    List.of(table(some, found, keys).toGrid()),
                    command));
          }
        }
      }
      some.bareLog().ifPresent(log -> sections.add(bareLog(some, log, modelled, command)));
    }
    sections.add(Section.context(PublishedRoadmap.SOURCE, published()));
    return sections;
  }

  private String sentence(Phase phase, boolean modelled) {
    return (phase == Phase.STEADY
            ? "Every page was logged as a whole since the last checkpoint."
            : "The first put to a page after a checkpoint logs the whole page.")
        + " A put is on disk when it returns"
        + (modelled
            ? ", and every sync takes %s longer than this machine's."
                .formatted(Figures.duration(syncLatency))
            : ".");
  }

  private static List<Plot> plots(List<Cell> found, CellPlots draws) {
    List<Plot> plots = new ArrayList<>(List.of(draws.waterfall(found)));
    if (found.stream().map(Cell::threads).distinct().count() > 1) {
      plots.add(draws.throughput(found));
    }
    CellPlots.latencies(found).ifPresent(plots::add);
    return plots;
  }

  private static Section bareLog(RoadmapCells some, Cell log, boolean modelled, String command) {
    Table table = table();
    row(table, log, "log alone", some, 0);
    return new Section(
        "The log alone" + (modelled ? ", modelled disk" : ""),
        "Threads that append records as long as a put of page-latches logs, and commit them.",
        List.of(),
        List.of(table.toGrid()),
        command);
  }

  @Override
  public void print(PrintWriter out) {
    out.printf(
        "%nDurable puts: keys of 8 bytes drawn uniformly, values of 100; a put is on disk when it"
            + " returns (POWER_SAFE).%nLatencies in us of single commits, over all rounds."
            + " Checkpoints are made between rounds only.%n");
    print(false, "This machine's disk", out);
    print(
        true,
        "MODELLED DISK: every sync takes %s longer than this machine's"
            .formatted(Figures.duration(syncLatency)),
        out);
    out.printf(
        "%nlog alone: threads that append records as long as a put of page-latches logs, and"
            + " commit them.%n");
    Target.print(RoadmapTargets.of(cells), out);
    printPublished(out);
    out.flush();
  }

  private void print(boolean modelled, String title, PrintWriter out) {
    RoadmapCells some = cells.on(modelled);
    some.raw()
        .ifPresent(
            raw -> {
              LatencyMicros latency = raw.requireLatency();
              out.printf(
                  "%n%s: 4 KiB appended and synced %s times a second, p50 %s us, p99 %s us%n",
                  title, number(raw.median()), number(latency.p50()), number(latency.p99()));
            });
    for (int keys : some.keys()) {
      print(
          some,
          Phase.STEADY,
          keys,
          "steady, every page logged as a whole since the last checkpoint",
          out);
    }
    for (int keys : some.keys()) {
      print(some, Phase.FIRST_TOUCHES, keys, "first touches, right after a checkpoint", out);
    }
    some.bareLog()
        .ifPresent(
            log -> {
              Table table = table();
              row(table, log, "log alone", some, 0);
              out.printf("%nthe log alone%s%n", modelled ? ", modelled disk" : "");
              table.print(out);
            });
  }

  private void print(RoadmapCells some, Phase phase, int keys, String title, PrintWriter out) {
    List<Cell> found = some.puts(phase, keys);
    if (found.isEmpty()) {
      return;
    }
    boolean modelled = found.get(0).settings().containsKey(RoadmapPlan.DISK);
    out.printf("%n%s keys%s, %s%n", number(keys), modelled ? ", modelled disk" : "", title);
    table(some, found, keys).print(out);
  }

  private static Table table(RoadmapCells some, List<Cell> found, int keys) {
    Table table = table();
    for (Cell cell : found) {
      row(table, cell, RoadmapCells.setting(cell, RoadmapPlan.STEP), some, keys);
    }
    return table;
  }

  private static Table table() {
    return new Table(
        "step",
        ">threads",
        ">puts/s",
        ">min - max",
        ">to lock-held",
        ">by round",
        ">p50",
        ">p95",
        ">p99",
        ">fsyncs",
        ">commits/fsync",
        ">B/commit",
        ">B/put",
        ">cores");
  }

  private static void row(Table table, Cell cell, String name, RoadmapCells some, int keys) {
    LatencyMicros latency = cell.requireLatency();
    Optional<PairedRatio> ratio =
        some.puts(Phase.STEADY, keys).contains(cell)
            ? some.find(Step.LOCK_HELD, Phase.STEADY, keys, cell.threads())
                .map(base -> PairedRatio.of(cell, base))
            : Optional.empty();
    table.row(
        name,
        String.valueOf(cell.threads()),
        number(cell.median()),
        Figures.spread(cell),
        ratio.map(found -> String.format(Locale.ROOT, "%.2f", found.median())).orElse("-"),
        ratio.map(PairedRatio::spread).orElse("-"),
        number(latency.p50()),
        number(latency.p95()),
        number(latency.p99()),
        number(cell.fsyncs()),
        number(cell.count("commitsPerFsync")),
        number(cell.count("bytesPerCommit")),
        number(cell.count("bytesPerPut")),
        number(cell.count("cores")));
  }

  private static void printPublished(PrintWriter out) {
    out.printf("%nFor context only: %s.%n", PublishedRoadmap.SOURCE);
    published().print(out);
    out.println(PublishedRoadmap.LATENCY);
  }

  private static Table published() {
    Table table = new Table("their step", "ours", ">their writes/s");
    PublishedRoadmap.LINES.forEach(
        line -> table.row(line.step(), line.ours(), line.writesPerSecond()));
    return table;
  }
}
