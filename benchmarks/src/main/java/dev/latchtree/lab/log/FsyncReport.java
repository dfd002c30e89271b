package dev.latchtree.lab.log;

import dev.latchtree.lab.page.CellPlots;
import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code ./lab fsync} prints: a table, the targets, and what others report. */
public final class FsyncReport implements Findings {

  private static final double LATENCY_FACTOR = 1.15;
  private static final double GROUP_FACTOR = 10;
  private static final double MODEL_FACTOR = 0.8;
  private static final int MANY = 32;
  private static final double MICROS_PER_SECOND = 1e6;

  private final List<Cell> cells;
  private final Duration syncLatency;

  /**
   * @param cells of a {@link FsyncPlan}
   * @param syncLatency of the modelled disk they were measured on; zero for the real one
   */
  public FsyncReport(List<Cell> cells, Duration syncLatency) {
    this.cells = cells;
    this.syncLatency = syncLatency;
  }

  @Override
  public List<Section> sections(String command) {
    List<Plot> plots = new ArrayList<>(List.of(CellPlots.policies(cells)));
    CellPlots.latencies(cells).ifPresent(plots::add);
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "What a sync policy costs",
            disk()
                + ", which by itself appends 4 KiB and syncs as often as the line says; latencies in"
                + " us over all rounds.",
            plots,
            List.of(table().toGrid()),
            command));
    sections.addAll(Section.promises(targets(), command));
    sections.add(Section.context(Published.SOURCE, published()));
    return sections;
  }

  @Override
  public void print(PrintWriter out) {
    printTable(out);
    Target.print(targets(), out);
    if (syncLatency.isZero()) {
      out.printf("The target for a slower disk needs a model of one: --sync-latency 2ms%n");
    }
    printPublished(out);
    out.flush();
  }

  private void printTable(PrintWriter out) {
    out.printf("%n%s; latencies in us over all rounds%n", disk());
    table().print(out);
    out.printf(
        "raw appends 4 KiB and syncs. group: the group a commit was served with, as commits see"
            + " it.%nin fsync: fsyncs times their median latency, as a part of the time. cores:"
            + " processor time of the whole process.%n");
    for (Cell cell : cells) {
      Double unserved = cell.count("unserved");
      if (unserved != null && unserved > 0) {
        out.printf(
            "Overloaded: %s with window %s cannot serve %s; %s commits of a round were due and not"
                + " begun (their latency counts).%n",
            setting(cell, "pacing"),
            setting(cell, "window"),
            setting(cell, "loop"),
            Figures.number(unserved));
      }
    }
  }

  private Table table() {
    Table table =
        new Table(
            "who",
            "policy",
            ">window",
            "pacing",
            "loop",
            ">threads",
            ">commits/s",
            ">min - max",
            ">p50",
            ">p95",
            ">p99",
            ">max",
            ">fsyncs",
            ">records/fsync",
            ">group",
            ">in fsync",
            ">cores");
    for (Cell cell : cells) {
      LatencyMicros latency = cell.requireLatency();
      boolean raw = Limits.isRaw(cell);
      table.row(
          raw && Limits.isModelled(cell) ? "raw, modelled disk" : cell.engine(),
          setting(cell, "policy"),
          setting(cell, "window"),
          setting(cell, "pacing"),
          setting(cell, "loop"),
          String.valueOf(cell.threads()),
          Figures.number(cell.median()),
          Figures.spread(cell),
          Figures.number(latency.p50()),
          Figures.number(latency.p95()),
          Figures.number(latency.p99()),
          Figures.number(latency.max()),
          Figures.number(cell.fsyncs()),
          Figures.number(cell.count("recordsPerFsync")),
          Figures.number(cell.count("groupSize")),
          percent(cell.count("timeInFsync")),
          Figures.number(cell.count("cores")));
    }
    return table;
  }

  private String disk() {
    return syncLatency.isZero()
        ? "This machine's disk"
        : "MODELLED DISK: every sync takes "
            + Figures.duration(syncLatency)
            + " longer than this machine's (but for the first row)";
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }

  private static String percent(@Nullable Double part) {
    return part == null ? "-" : Math.round(Math.min(part, 1) * 100) + "%";
  }

  List<Target> targets() {
    String on = syncLatency.isZero() ? "" : ", modelled disk";
    List<Target> targets = new ArrayList<>();
    Optional<Cell> raw = raw();
    Optional<Cell> alone = group("ADAPTIVE", 1);
    Optional<Cell> many = group("ADAPTIVE", MANY);
    Optional<Cell> always = closed("ALWAYS", 1).stream().findFirst();
    if (raw.isPresent() && alone.isPresent()) {
      double ours = alone.get().requireLatency().p50();
      double theirs = raw.get().requireLatency().p50();
      targets.add(
          Target.atMost(
              "GROUP, 1 writer: p50 latency to raw append-and-sync" + on,
              ours / theirs,
              LATENCY_FACTOR,
              "%s us to %s us".formatted(Figures.number(ours), Figures.number(theirs))));
    }
    if (many.isPresent() && always.isPresent()) {
      targets.add(
          Target.atLeast(
              "GROUP, 32 writers: commits/s to ALWAYS, 1 writer" + on,
              many.get().median() / always.get().median(),
              GROUP_FACTOR,
              perSecond(many.get(), always.get())));
    }
    if (!syncLatency.isZero() && raw.isPresent()) {
      double latency = raw.get().requireLatency().p50();
      double ideal = MANY / (latency / MICROS_PER_SECOND);
      for (String pacing : List.of("ADAPTIVE", "GREEDY")) {
        Optional<Cell> cell = group(pacing, MANY);
        if (cell.isPresent()) {
          targets.add(
              Target.atLeast(
                  "GROUP %s, 32 writers: commits/s to 32 / sync latency%s%s"
                      .formatted(
                          pacing, on, pacing.equals("GREEDY") ? " (for comparison only)" : ""),
                  cell.get().median() / ideal,
                  MODEL_FACTOR,
                  "%s/s to 32 in %s us = %s/s"
                      .formatted(
                          Figures.number(cell.get().median()),
                          Figures.number(latency),
                          Figures.number(ideal))));
        }
      }
    }
    return targets;
  }

  private static String perSecond(Cell ours, Cell theirs) {
    return "%s/s to %s/s".formatted(Figures.number(ours.median()), Figures.number(theirs.median()));
  }

  /** The disk by itself, modelled if the log's was. */
  private Optional<Cell> raw() {
    return cells.stream()
        .filter(Limits::isRaw)
        .filter(cell -> Limits.isModelled(cell) != syncLatency.isZero())
        .findFirst();
  }

  /** The cell with the default window. */
  private Optional<Cell> group(String pacing, int threads) {
    return closed("GROUP", threads).stream()
        .filter(cell -> cell.engine().equals(PolicyCase.LEADER))
        .filter(cell -> setting(cell, "pacing").equals(pacing))
        .filter(cell -> setting(cell, "window").equals("1ms"))
        .findFirst();
  }

  private List<Cell> closed(String policy, int threads) {
    return cells.stream()
        .filter(cell -> setting(cell, "policy").equals(policy))
        .filter(cell -> setting(cell, "loop").equals("closed") && cell.threads() == threads)
        .toList();
  }

  private void printPublished(PrintWriter out) {
    out.printf(
        "%nFor context only: %s.%nOurs: %d threads, this machine%s.%n",
        Published.SOURCE, most(), syncLatency.isZero() ? "" : ", modelled disk");
    published().print(out);
  }

  private int most() {
    return cells.stream().mapToInt(Cell::threads).max().orElse(1);
  }

  private Table published() {
    int threads = most();
    Table table =
        new Table(
            "nori-wal's policy",
            ">its writes/s",
            "its loss window",
            ">ours, same promise",
            ">ours, nothing lost (GROUP)");
    for (Published.Line line : Published.FSYNC) {
      String window = line.windowMillis() + "ms";
      String same =
          line.windowMillis() > 0
              ? rate("INTERVAL", window, threads)
              : rate(line.policy().equals("Os") ? "OS" : "ALWAYS", "-", threads);
      String safe = line.windowMillis() > 0 ? rate("GROUP", window, threads) : "-";
      table.row(line.policy(), line.writesPerSecond(), line.loss(), same, safe);
    }
    return table;
  }

  private String rate(String policy, String window, int threads) {
    return closed(policy, threads).stream()
        .filter(cell -> cell.engine().equals(PolicyCase.LEADER))
        .filter(cell -> setting(cell, "window").equals(window))
        .filter(cell -> setting(cell, "pacing").matches("-|ADAPTIVE"))
        .findFirst()
        .map(cell -> Figures.number(cell.median()))
        .orElse("-");
  }
}
