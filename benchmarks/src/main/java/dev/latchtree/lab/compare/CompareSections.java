package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.Limit;
import dev.latchtree.lab.plot.Lines;
import dev.latchtree.lab.plot.Percentiles;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parts of a comparison's report: one for each group, with a plot for each workload. */
final class CompareSections {

  private static final double MICROS_PER_SECOND = 1e6;

  /** What a line has already of the option that {@link #alone} adds. */
  private static final Pattern ONLY = Pattern.compile(" --only[= ]('[^']*'|\\S+)");

  private static final int MOST_LINES = 12;

  private CompareSections() {}

  /** The line that measures this group again: names of cells have its name and its mode. */
  private static String alone(Group group, String command) {
    return "%s --only ' %s %s '"
        .formatted(ONLY.matcher(command).replaceAll(""), group.name(), group.mode().label());
  }

  static List<Section> of(CompareResult result, String command) {
    List<Section> sections = new ArrayList<>();
    for (Group group : result.comparison().groups()) {
      CompareCells cells = new CompareCells(group, result.cells());
      if (!cells.cells().isEmpty()) {
        sections.add(
            new Section(
                group.title(),
                sentence(group),
                plots(cells, result.limits()),
                List.of(asked(cells)),
                alone(group, command)));
      }
    }
    Table elsewhere = new Table("experiment", "command");
    for (Aside aside : Aside.values()) {
      List<Cell> cells = result.of(aside);
      if (cells.isEmpty()) {
        elsewhere.row(aside.label(), aside.command());
      } else {
        sections.addAll(aside.findings(cells).sections(aside.command()));
      }
    }
    if (!elsewhere.toGrid().rows().isEmpty()) {
      sections.add(
          new Section(
              "What other commands show",
              "This run has not looked at these; each command makes a report of its own with --out.",
              List.of(),
              List.of(elsewhere.toGrid()),
              ""));
    }
    return sections;
  }

  private static String sentence(Group group) {
    return "%s: %,d entries in each store, %s keys, values of %d bytes%s%s."
        .formatted(
            switch (group.mode()) {
              case MEMORY -> "In memory";
              case RELAXED -> "Written to files, and nobody waits for that";
              case DURABLE -> "On the disk before a write returns";
            },
            group.entries(),
            group.shape().keys().label(),
            group.shape().valueLength(),
            group.isLimited()
                ? "; pages get %s, and the operating system's cache is not limited"
                    .formatted(Figures.bytes(group.cacheBytes()))
                : "",
            group.leftOut().isEmpty()
                ? ""
                : "; left out, since they cannot: " + ComparePlan.labels(group.leftOut()));
  }

  private static List<Plot> plots(CompareCells cells, Map<String, Object> limits) {
    List<Plot> plots = new ArrayList<>();
    for (Workload workload : Workload.values()) {
      List<Cell> some = cells.of(workload);
      if (some.isEmpty()) {
        continue;
      }
      String title = workload.label() + ", " + workload.unit();
      List<Limit> machine = machine(cells.group(), workload, limits);
      long threads = some.stream().map(Cell::threads).distinct().count();
      plots.add(
          threads > 1
              ? Lines.byThreads(title, some, CompareSections::who).with(machine)
              : Bars.of(title, some, CompareSections::threads, CompareSections::who).with(machine));
      latencies(workload, some).ifPresent(plots::add);
    }
    return plots;
  }

  private static Optional<Plot> latencies(Workload workload, List<Cell> cells) {
    int most = cells.stream().mapToInt(Cell::threads).max().orElse(1);
    List<Cell> timed =
        cells.stream()
            .filter(cell -> cell.latency() != null && cell.threads() == most)
            .limit(MOST_LINES)
            .toList();
    return timed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Percentiles.of(
                "%s: latency with %d thread%s"
                    .formatted(workload.label(), most, most == 1 ? "" : "s"),
                timed,
                CompareSections::who));
  }

  private static String who(Cell cell) {
    return CompareCells.engineOf(cell).label();
  }

  private static String threads(Cell cell) {
    return cell.threads() + (cell.threads() == 1 ? " thread" : " threads");
  }

  /** What one thread could do at most, if all its work were one sync, or one read of memory. */
  private static List<Limit> machine(Group group, Workload workload, Map<String, Object> limits) {
    return switch (group.mode()) {
      case DURABLE ->
          limits.get("appendFsyncMicros") instanceof Map<?, ?> micros
                  && micros.get("p50") instanceof Number p50
                  && p50.doubleValue() > 0
              ? List.of(new Limit("raw disk: syncs/s", MICROS_PER_SECOND / p50.doubleValue()))
              : List.of();
      case MEMORY, RELAXED ->
          workload == Workload.GET && limits.get(MachineLimits.READS) instanceof Number reads
              ? List.of(new Limit("one thread: dependent reads of memory/s", reads.doubleValue()))
              : List.of();
    };
  }

  private static Grid asked(CompareCells cells) {
    Group group = cells.group();
    List<List<String>> rows = new ArrayList<>();
    for (Engine engine : group.able()) {
      rows.add(
          List.of(
              engine.label(),
              engine.tier(group.mode()).name().toLowerCase(Locale.ROOT).replace('_', '-'),
              CompareReport.memory(cells, engine),
              engine.inWords(group.mode())));
    }
    return new Grid(
        List.of("engine", "a write that has returned is", "own memory, MiB", "was asked to do"),
        rows);
  }
}
