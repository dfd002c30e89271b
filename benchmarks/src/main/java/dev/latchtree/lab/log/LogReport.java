package dev.latchtree.lab.log;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What {@code ./lab log} prints: a table for each experiment, the targets, what others report. */
public final class LogReport implements Findings {

  private static final double APPENDS_IN_MILLIONS = 2;
  private static final double REPLAY_FACTOR = 1.6;

  private final List<Cell> cells;

  /** Takes the cells of a {@link LogPlan}. */
  public LogReport(List<Cell> cells) {
    this.cells = cells;
  }

  /** A table of one workload, and how its bars are arranged. */
  private record Part(
      String workload,
      String title,
      Table table,
      Function<Cell, String> group,
      Function<Cell, String> name) {}

  @Override
  public List<Section> sections(String command) {
    List<Section> sections = new ArrayList<>();
    for (Part part : parts()) {
      List<Cell> found = of(part.workload);
      String unit = found.get(0).unit();
      Bars bars = Bars.of(part.workload + ", " + unit, found, part.group, part.name);
      boolean wide = part.workload.equals(LogPlan.MANY) || part.workload.equals(LogPlan.APPEND);
      sections.add(
          new Section(
              "Log: " + part.workload,
              part.title + ".",
              List.of(wide ? bars.byMagnitude() : bars),
              List.of(part.table.toGrid()),
              command));
    }
    sections.addAll(Section.promises(targets(), command));
    Table theirs = new Table("theirs");
    Published.LOG.forEach(theirs::row);
    sections.add(Section.context(Published.SOURCE, theirs));
    return sections;
  }

  private List<Part> parts() {
    return Stream.of(appends(), manyThenSync(), rotations(), compression(), replay())
        .filter(part -> !of(part.workload).isEmpty())
        .toList();
  }

  @Override
  public void print(PrintWriter out) {
    for (Cell raw : cells.stream().filter(Limits::isRaw).toList()) {
      LatencyMicros latency = raw.requireLatency();
      out.printf(
          "%nThe disk by itself, 4 KiB appended and synced: %s/s, p50 %s us, p99 %s us%n",
          number(raw.median()), number(latency.p50()), number(latency.p99()));
    }
    for (Part part : parts()) {
      out.printf("%n%s%n", part.title);
      part.table.print(out);
    }
    Target.print(targets(), out);
    out.printf("%nFor context only: %s.%n", Published.SOURCE);
    Published.LOG.forEach(line -> out.printf("- %s%n", line));
    out.flush();
  }

  private Part appends() {
    Table table =
        new Table(
            "flushed to",
            "policy",
            ">threads",
            ">records/s",
            ">min - max",
            ">MB/s",
            ">B allocated each",
            ">waits for room",
            ">records/fsync",
            ">cores");
    for (Cell cell : of(LogPlan.APPEND)) {
      table.row(
          setting(cell, "storage"),
          setting(cell, "policy"),
          String.valueOf(cell.threads()),
          number(cell.median()),
          Figures.spread(cell),
          number(cell.count("megabytesPerSecond")),
          number(cell.count("allocatedBytesPerRecord")),
          number(cell.count("ringFullStalls")),
          number(cell.count("recordsPerFsync")),
          number(cell.count("cores")));
    }
    return new Part(
        LogPlan.APPEND,
        "Append 128 bytes, no commit, synced at the end",
        table,
        cell -> setting(cell, "storage") + ", " + threads(cell),
        cell -> setting(cell, "policy"));
  }

  private Part manyThenSync() {
    Table table =
        new Table(
            "appended as", ">records/sync", ">records/s", ">min - max", ">to the first", ">p50 us");
    List<Cell> found = of(LogPlan.MANY);
    for (Cell cell : found) {
      table.row(
          setting(cell, "as"),
          setting(cell, "records"),
          number(cell.median()),
          Figures.spread(cell),
          number(cell.median() / found.get(0).median()),
          number(cell.requireLatency().p50()));
    }
    return new Part(
        LogPlan.MANY,
        "Append many, then sync once; one thread, 128 bytes",
        table,
        cell -> setting(cell, "as"),
        cell -> setting(cell, "records") + " a sync");
  }

  private Part rotations() {
    Table table =
        new Table(
            ">segment",
            "preallocated",
            ">commits/s",
            ">min - max",
            ">MB/s",
            ">rotations/round",
            ">us waited each",
            ">p50 us",
            ">p99 us",
            ">max us");
    for (Cell cell : of(LogPlan.ROTATION)) {
      LatencyMicros latency = cell.requireLatency();
      table.row(
          setting(cell, "segment"),
          setting(cell, "preallocate"),
          number(cell.median()),
          Figures.spread(cell),
          number(cell.count("megabytesPerSecond")),
          number(cell.count("rotations")),
          number(cell.count("rotationWaitMicros")),
          number(latency.p50()),
          number(latency.p99()),
          number(latency.max()));
    }
    return new Part(
        LogPlan.ROTATION,
        "Rotation: 4 threads commit 16 KiB, every segment is a new file; waited: a flush for its segment",
        table,
        cell -> "segments of " + setting(cell, "segment"),
        cell -> "preallocated " + setting(cell, "preallocate"));
  }

  private Part compression() {
    Table table =
        new Table("kind", ">payload", "codec", ">MB/s", ">min - max", ">payload/log", ">p50 us");
    for (Payloads.Kind kind : Payloads.Kind.values()) {
      of(LogPlan.COMPRESSION).stream()
          .filter(cell -> setting(cell, "kind").equals(kind.label()))
          .forEach(
              cell ->
                  table.row(
                      kind.label(),
                      setting(cell, "payload"),
                      setting(cell, "codec"),
                      number(cell.median()),
                      Figures.spread(cell),
                      number(cell.count("ratio")),
                      number(cell.requireLatency().p50())));
    }
    return new Part(
        LogPlan.COMPRESSION,
        "Compression: one thread appends, no disk; MB of payload, ratio with record headers",
        table,
        cell -> setting(cell, "kind") + ", " + setting(cell, "payload"),
        cell -> setting(cell, "codec"));
  }

  private Part replay() {
    Table table = new Table("way", ">threads", ">records/s", ">min - max", ">MB/s", ">cores");
    List<Cell> found = of(LogPlan.REPLAY);
    for (Cell cell : found) {
      table.row(
          setting(cell, "way"),
          String.valueOf(cell.threads()),
          number(cell.median()),
          Figures.spread(cell),
          number(cell.count("megabytesPerSecond")),
          number(cell.count("cores")));
    }
    String size = found.isEmpty() ? "" : setting(found.get(0), "log");
    return new Part(
        LogPlan.REPLAY,
        "Replay of %s, from the system's cache; 128 bytes a record".formatted(size),
        table,
        LogReport::threads,
        cell -> setting(cell, "way"));
  }

  private static String threads(Cell cell) {
    return cell.threads() + (cell.threads() == 1 ? " thread" : " threads");
  }

  private List<Cell> of(String workload) {
    return cells.stream().filter(cell -> cell.workload().equals(workload)).toList();
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }

  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    Optional<Cell> one = append(1);
    Optional<Cell> two = append(2);
    if (one.isPresent()) {
      targets.add(
          Target.atLeast(
              "append, 1 thread, no disk: million records/s",
              one.get().median() / 1e6,
              APPENDS_IN_MILLIONS,
              number(one.get().median()) + "/s"));
      Double allocated = one.get().count("allocatedBytesPerRecord");
      if (allocated != null) {
        targets.add(
            Target.atMost(
                "append, 1 thread, no disk: bytes allocated each, less than one",
                allocated,
                1,
                String.format(Locale.ROOT, "%.4f", allocated)));
      }
    }
    if (one.isPresent() && two.isPresent()) {
      targets.add(
          Target.atLeast(
              "append, 2 threads to 1, no disk",
              two.get().median() / one.get().median(),
              1,
              number(two.get().median()) + "/s to " + number(one.get().median()) + "/s"));
    }
    Optional<Cell> sequential = replay("sequential", 1);
    Optional<Cell> parallel = replay("parallel", 2);
    if (sequential.isPresent() && parallel.isPresent()) {
      targets.add(
          Target.atLeast(
              "replay, 2 threads to sequential",
              parallel.get().median() / sequential.get().median(),
              REPLAY_FACTOR,
              number(parallel.get().median())
                  + "/s to "
                  + number(sequential.get().median())
                  + "/s"));
    }
    return targets;
  }

  private Optional<Cell> append(int threads) {
    return of(LogPlan.APPEND).stream()
        .filter(cell -> setting(cell, "storage").equals(Disk.none().label()))
        .filter(cell -> setting(cell, "policy").equals("GROUP") && cell.threads() == threads)
        .findFirst();
  }

  private Optional<Cell> replay(String way, int threads) {
    return of(LogPlan.REPLAY).stream()
        .filter(cell -> setting(cell, "way").equals(way) && cell.threads() == threads)
        .findFirst();
  }
}
