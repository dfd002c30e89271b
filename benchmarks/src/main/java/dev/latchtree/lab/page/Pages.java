package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.plot.Ratios;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the page and the summary both show, and how they put it. */
final class Pages {

  private static final double MEBI = 1 << 20;

  private Pages() {}

  /** The headline ratios first, then the parts of the run. */
  static List<Section> sections(RunReport run) {
    List<Section> all = new ArrayList<>();
    if (!run.headlines().isEmpty()) {
      all.add(
          Section.of(
              "Ratios",
              "A dot is the median over the rounds, its line reaches from the smallest to the"
                  + " largest round, and the upright mark is what was promised. Both sides of a ratio"
                  + " ran in this run, and give the same durability.",
              "",
              new Ratios("Ratios, and what was promised", run.headlines())));
    }
    all.addAll(
        run.sections().isEmpty()
            ? new StandardSections(run.limits(), run.command()).of(run.cells())
            : run.sections());
    return all;
  }

  /** The tables of a part: its own if it has any, else those of its plots. */
  static List<Grid> tables(Section section) {
    return section.tables().isEmpty()
        ? section.plots().stream().map(Plot::table).toList()
        : section.tables();
  }

  /** Every cell, with the hash of its configuration. */
  static Grid cells(RunReport run) {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : run.cells()) {
      String tier = cell.durability();
      rows.add(
          List.of(
              cell.experiment(),
              cell.workload(),
              cell.engine(),
              CellNames.settings(cell),
              tier == null ? "-" : tier,
              String.valueOf(cell.threads()),
              Figures.number(cell.median()),
              Figures.spread(cell),
              cell.unit(),
              Figures.number(cell.fsyncs()),
              run.configHash()));
    }
    return new Grid(
        List.of(
            "experiment",
            "workload",
            "engine",
            "settings",
            "durability",
            ">threads",
            ">median",
            ">min - max",
            "unit",
            ">fsyncs",
            "configuration"),
        rows);
  }

  /** Facts, in words and figures for people. */
  static Grid facts(String what, Map<String, Object> facts) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((name, value) -> rows.add(List.of(name(name), value(name, value))));
    return new Grid(List.of(what, ""), rows);
  }

  static Grid failures(RunReport run) {
    return new Grid(
        List.of("what", "why"),
        run.failures().stream().map(one -> List.of(one.what(), one.why())).toList());
  }

  /** {@code appendFsyncMicros}: append fsync, us. */
  static String name(String name) {
    String unit = unit(name);
    String plain = unit.isEmpty() ? name : name.substring(0, name.length() - suffix(name).length());
    String words = plain.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return unit.isEmpty() ? words : words + ", " + unit;
  }

  private static String suffix(String name) {
    for (String suffix : List.of("Micros", "Nanos", "MiBPerSecond", "PerSecond")) {
      if (name.endsWith(suffix)) {
        return suffix;
      }
    }
    return "";
  }

  private static String unit(String name) {
    return switch (suffix(name)) {
      case "Micros" -> "us";
      case "Nanos" -> "ns";
      case "MiBPerSecond" -> "MiB/s";
      case "PerSecond" -> "/s";
      default -> "";
    };
  }

  static String value(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      map.forEach((inner, one) -> parts.add(inner + " " + (one == null ? "-" : value("", one))));
      return String.join(", ", parts);
    } else if (value instanceof Iterable<?> items) {
      List<String> parts = new ArrayList<>();
      items.forEach(item -> parts.add(String.valueOf(item)));
      return parts.isEmpty() ? "-" : String.join(" ", parts);
    } else if (name.equals("memory") && value instanceof Number bytes) {
      return String.format(Locale.ROOT, "%,.0f MiB", bytes.doubleValue() / MEBI);
    }
    if (value instanceof Integer || value instanceof Long) {
      return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
    }
    return value instanceof Number number ? Figures.number(number) : value.toString();
  }
}
