package dev.latchtree.lab.scale;

import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.Figure;
import dev.latchtree.lab.plot.HeatMap;
import dev.latchtree.lab.plot.Lines;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.plot.TreeShape;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.Table;
import dev.latchtree.spi.LatchProtocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The parts of a report on threads and waits: of each workload what more threads bring and where
 * they wait, and in the end the shape of the trees that it was measured on.
 */
final class ScaleSections {

  private final ScaleReport report;
  private final String command;

  ScaleSections(ScaleReport report, String command) {
    this.report = report;
    this.command = command;
  }

  List<Section> all() {
    List<Section> sections = new ArrayList<>();
    for (ScaleWorkload workload : ScaleWorkload.values()) {
      if (!report.of(workload).isEmpty()) {
        sections.add(threads(workload));
      }
    }
    for (ScaleWorkload workload : ScaleWorkload.values()) {
      if (!ScaleReport.compared(report.of(workload)).isEmpty()) {
        sections.add(strategies(workload));
      }
    }
    for (ScaleWorkload workload : ScaleWorkload.values()) {
      List<LatchMap> maps = maps(workload);
      if (!maps.isEmpty()) {
        sections.add(latchMap(workload, maps));
      }
    }
    if (!report.maps().isEmpty()) {
      sections.add(shapes());
    }
    return sections;
  }

  private Section threads(ScaleWorkload workload) {
    List<Cell> some = ScaleReport.ofOneStrategy(report.of(workload));
    return new Section(
        "Threads: " + workload.label(),
        "An operation: %s. Threads wait by %s. %s"
            .formatted(
                workload.what(),
                ScaleReport.waits(some.get(0)),
                String.join(" ", report.sentences(workload))),
        List.of(
            Lines.byThreads(
                workload.label() + ": ops/s against threads", some, ScaleReport::protocol),
            slowest(workload, some)),
        List.of(ScaleReport.protocols(some).toGrid()),
        command);
  }

  private static Plot slowest(ScaleWorkload workload, List<Cell> some) {
    Map<String, List<Lines.Point>> points = new LinkedHashMap<>();
    for (Cell cell : some) {
      LatencyMicros latency = cell.requireLatency();
      points
          .computeIfAbsent(ScaleReport.protocol(cell), one -> new ArrayList<>())
          .add(new Lines.Point(cell.threads(), Figure.exactly(latency.p99())));
    }
    List<Lines.Series> series = new ArrayList<>();
    points.forEach((protocol, all) -> series.add(new Lines.Series(protocol, all)));
    return new Lines(
        workload.label() + ": p99 against threads", "us", "threads", series, List.of());
  }

  private Section strategies(ScaleWorkload workload) {
    List<Cell> compared = ScaleReport.compared(report.of(workload));
    List<Plot> plots = new ArrayList<>();
    for (String protocol : compared.stream().map(ScaleReport::protocol).distinct().toList()) {
      plots.add(
          Bars.of(
              "%s, %s: ops/s by wait strategy".formatted(workload.label(), protocol),
              compared.stream()
                  .filter(cell -> ScaleReport.protocol(cell).equals(protocol))
                  .toList(),
              cell -> ScaleReport.threads(cell.threads()),
              ScaleReport::waits));
    }
    return new Section(
        "Ways to wait: " + workload.label(),
        "How a thread waits for a latch that another one has: it spins, yields its core, or parks.",
        plots,
        List.of(ScaleReport.strategyTable(compared).toGrid()),
        command);
  }

  private List<LatchMap> maps(ScaleWorkload workload) {
    return report.maps().stream().filter(map -> map.workload().equals(workload.label())).toList();
  }

  // ---------------------------------------------------------------- the latch map

  private Section latchMap(ScaleWorkload workload, List<LatchMap> maps) {
    List<Plot> plots = new ArrayList<>();
    List<Grid> tables = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    for (LatchMap map : maps) {
      sentences.add(ScaleReport.place(map));
      HeatMap drawn = drawn(map);
      if (!drawn.spots().isEmpty()) {
        plots.add(drawn);
      }
    }
    List<LatchMap> waited = maps.stream().filter(map -> map.waits() > 0).toList();
    if (!waited.isEmpty()) {
      tables.add(together(waited, ScaleReport::levels));
      tables.add(together(waited, ScaleReport::hottest));
    }
    return new Section(
        "Latch map: " + workload.label(),
        "Where in the tree threads waited, from the events of a flight recording of its own: each row is a level, the leaves are level 0, and its pages are shown in the order of their keys. "
            + String.join(" ", sentences),
        plots,
        tables.stream().filter(table -> !table.rows().isEmpty()).toList(),
        command.contains("--map") ? command : command + " --map");
  }

  /** The tables of several maps as one. */
  private static Grid together(List<LatchMap> maps, Function<LatchMap, Table> tables) {
    List<String> titles = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (LatchMap map : maps) {
      Grid grid = tables.apply(map).toGrid();
      titles = new ArrayList<>(grid.titles());
      titles.add(0, ScalePlan.PROTOCOL);
      for (List<String> row : grid.rows()) {
        List<String> named = new ArrayList<>(row);
        named.add(0, map.protocol());
        rows.add(named);
      }
    }
    return new Grid(titles, rows);
  }

  /** A page of a level that has few of them takes as many columns as its share of the keys. */
  private static HeatMap drawn(LatchMap map) {
    List<String> rows = new ArrayList<>();
    List<HeatMap.Spot> spots = new ArrayList<>();
    for (LatchMap.Level level : map.levels()) {
      if (level.stretches().isEmpty()) {
        continue;
      }
      int row = rows.size();
      rows.add(String.valueOf(LatchMap.levelOf(level.name())));
      for (int column = 0; column < LatchMap.STRETCHES; column++) {
        long waits = level.stretches().get(column * level.stretches().size() / LatchMap.STRETCHES);
        if (waits > 0) {
          spots.add(new HeatMap.Spot(column, row, waits));
        }
      }
    }
    List<String> columns = new ArrayList<>();
    for (int column = 1; column <= LatchMap.STRETCHES; column++) {
      columns.add(String.valueOf(column));
    }
    return new HeatMap(
        "%s, %s, %s: waits for latches"
            .formatted(map.workload(), map.protocol(), ScaleReport.threads(map.threads())),
        "waits",
        "pages, from left to right",
        "level",
        columns,
        rows,
        spots);
  }

  // ---------------------------------------------------------------- the tree

  private Section shapes() {
    List<TreeShape> shapes = new ArrayList<>();
    Set<List<TreeShape.Level>> seen = new LinkedHashSet<>();
    for (LatchMap map : report.maps()) {
      TreeShape shape = shape(map);
      if (map.protocol().equals(shown()) && !shape.levels().isEmpty() && seen.add(shape.levels())) {
        shapes.add(shape);
      }
    }
    return new Section(
        "Shape of the tree",
        "Pages and how full they are, by level, behind each workload under %s.".formatted(shown()),
        List.copyOf(shapes),
        List.of(),
        command);
  }

  /** The default protocol, or the last there is: shapes differ little. */
  private String shown() {
    String last = report.maps().get(report.maps().size() - 1).protocol();
    return report.maps().stream()
        .map(LatchMap::protocol)
        .filter(LatchProtocol.OPTIMISTIC_BLINK.name()::equals)
        .findFirst()
        .orElse(last);
  }

  private static TreeShape shape(LatchMap map) {
    List<TreeShape.Level> levels = new ArrayList<>();
    for (LatchMap.Level level : map.levels()) {
      Double fill = level.fill();
      if (LatchMap.isLevel(level.name()) && fill != null) {
        levels.add(new TreeShape.Level(LatchMap.levelOf(level.name()), level.pages(), fill));
      }
    }
    return new TreeShape("%s entries, after %s".formatted(map.entries(), map.workload()), levels);
  }
}
