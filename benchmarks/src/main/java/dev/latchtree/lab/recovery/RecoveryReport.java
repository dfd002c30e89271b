package dev.latchtree.lab.recovery;

import static dev.latchtree.lab.report.Figures.number;

import dev.latchtree.lab.page.Findings;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Bars;
import dev.latchtree.lab.plot.Figure;
import dev.latchtree.lab.plot.Limit;
import dev.latchtree.lab.plot.Lines;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.LatencyMicros;
import dev.latchtree.lab.report.PairedRatio;
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code ./lab recovery} prints: tables and targets. */
public final class RecoveryReport implements Findings {

  private static final double TWO_THREADS = 1.5;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  private static final String PLAIN =
      "Opening after kill -9, by size of the log to redo; all pages and files in memory";
  private static final String BOUNDED =
      "The same with checkpoints in the background: they bound what is redone, however much was"
          + " written";

  private final List<Cell> cells;
  private final Duration objective;

  /**
   * Takes the cells of a {@link RecoveryPlan}.
   *
   * @param objective what was promised; zero for nothing
   */
  public RecoveryReport(List<Cell> cells, Duration objective) {
    this.cells = cells;
    this.objective = objective;
  }

  @Override
  public List<Section> sections(String command) {
    List<Section> sections = new ArrayList<>();
    List<Cell> plain = reopened(false);
    if (!plain.isEmpty()) {
      sections.add(part("Opening after kill -9", PLAIN, byLog(plain), plain, command));
    }
    List<Cell> bounded = reopened(true);
    if (!bounded.isEmpty()) {
      Plot bars =
          Bars.of(
              "ms of redo, by checkpoints",
              bounded,
              cell -> setting(cell, RecoveryPlan.LOG) + " of log written",
              cell -> "checkpoint " + setting(cell, RecoveryPlan.CHECKPOINTS));
      sections.add(part("With checkpoints", BOUNDED, bars, bounded, command));
    }
    promised().ifPresent(cell -> sections.add(objective(cell, command)));
    sections.addAll(Section.promises(targets(), command));
    return sections;
  }

  private static Section part(
      String heading, String sentence, Plot plot, List<Cell> found, String command) {
    return new Section(
        heading, sentence + ".", List.of(plot), List.of(reopening(found).toGrid()), command);
  }

  private static Plot byLog(List<Cell> found) {
    Map<String, List<Lines.Point>> points = new LinkedHashMap<>();
    for (Cell cell : found) {
      String who = cell.threads() + (cell.threads() == 1 ? " redo thread" : " redo threads");
      double mebibytes =
          Double.parseDouble(setting(cell, RecoveryPlan.LOG).replaceAll("[^0-9.]", ""));
      points
          .computeIfAbsent(who, one -> new ArrayList<>())
          .add(new Lines.Point(mebibytes, Figure.of(cell)));
    }
    List<Lines.Series> series = new ArrayList<>();
    points.forEach((who, all) -> series.add(new Lines.Series(who, all)));
    return new Lines("ms of redo, by MiB of log", "ms", "MiB of log", series, List.of());
  }

  private Section objective(Cell cell, String command) {
    Bars kills =
        Bars.of("MiB to redo, over all kills", List.of(cell), one -> "", one -> "left by a kill")
            .with(List.of(new Limit("redone in the promised time", budget(cell))));
    return new Section(
        "A promised time of recovery",
        "A recovery within %s was promised; %d kills at random moments while two threads put. Promised bytes: what is redone in that time at the median speed of these recoveries."
            .formatted(Figures.duration(objective), cell.rounds().size()),
        List.of(kills),
        List.of(promise(cell).toGrid()),
        command);
  }

  private List<Cell> reopened(boolean withCheckpoints) {
    return cells.stream()
        .filter(cell -> reopens(cell) && hasCheckpoints(cell) == withCheckpoints)
        .toList();
  }

  @Override
  public void print(PrintWriter out) {
    printReopening(PLAIN, reopened(false), out);
    printReopening(BOUNDED, reopened(true), out);
    promised().ifPresent(cell -> printObjective(cell, out));
    Target.print(targets(), out);
    out.flush();
  }

  private static void printReopening(String title, List<Cell> found, PrintWriter out) {
    if (!found.isEmpty()) {
      out.printf("%n%s%n", title);
      reopening(found).print(out);
    }
  }

  private static Table reopening(List<Cell> found) {
    Table table =
        new Table(
            ">log written",
            "checkpoints",
            ">redo threads",
            ">ms of redo",
            ">min - max",
            ">ms to open",
            ">MiB read",
            ">records",
            ">pages redone",
            ">MiB/s",
            ">cores");
    for (Cell cell : found) {
      table.row(
          setting(cell, RecoveryPlan.LOG),
          setting(cell, RecoveryPlan.CHECKPOINTS),
          String.valueOf(cell.threads()),
          number(cell.median()),
          Figures.spread(cell),
          number(cell.count("openMillis")),
          number(cell.count("mebibytesRead")),
          number(cell.count("records")),
          number(cell.count("pagesRedone")),
          number(cell.count("mebibytesPerSecond")),
          number(cell.count("cores")));
    }
    return table;
  }

  private void printObjective(Cell cell, PrintWriter out) {
    out.printf(
        "%nA recovery within %s was promised; %d kills at random moments while two threads put.%n",
        Figures.duration(objective), cell.rounds().size());
    promise(cell).print(out);
    out.printf(
        "Promised bytes: what is redone in that time at %s MiB/s, the median of these recoveries,"
            + " each in a JVM just started.%nAfter the last kill the store was found sound.%n",
        number(cell.count("mebibytesPerSecond")));
  }

  private Table promise(Cell cell) {
    LatencyMicros time = cell.requireLatency();
    double promised = objective.toNanos() / NANOS_PER_MILLI;
    Table table = new Table("", ">promised", ">measured, p50", ">p95", ">largest", ">slack, least");
    table.row(
        "ms to recover",
        number(promised),
        number(time.p50() / MICROS_PER_MILLI),
        number(time.p95() / MICROS_PER_MILLI),
        number(time.max() / MICROS_PER_MILLI),
        number(promised - time.max() / MICROS_PER_MILLI));
    double budget = budget(cell);
    table.row(
        "MiB to redo",
        number(budget),
        number(cell.median()),
        "-",
        number(cell.max()),
        number(budget - cell.max()));
    return table;
  }

  /** MiB that are redone in the promised time, at the speed in the middle. */
  private double budget(Cell cell) {
    Double speed = cell.count("mebibytesPerSecond");
    return speed == null ? 0 : speed * objective.toNanos() / NANOS_PER_SECOND;
  }

  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    List<Cell> plain =
        cells.stream().filter(cell -> reopens(cell) && !hasCheckpoints(cell)).toList();
    if (!plain.isEmpty()) {
      Cell last = plain.get(plain.size() - 1);
      plain.stream()
          .filter(cell -> cell.threads() == 1 && last.threads() == 2)
          .filter(cell -> cell.settings().equals(last.settings()))
          .findFirst()
          .ifPresent(one -> targets.add(twoThreads(one, last)));
    }
    promised()
        .ifPresent(
            cell ->
                targets.add(
                    Target.atMost(
                        "largest log to redo, to what is redone in the promised time",
                        cell.max() / Math.max(budget(cell), Double.MIN_NORMAL),
                        1,
                        "%s MiB to %s MiB, %d kills"
                            .formatted(
                                number(cell.max()), number(budget(cell)), cell.rounds().size()))));
    return targets;
  }

  private static Target twoThreads(Cell one, Cell two) {
    PairedRatio ratio = PairedRatio.of(one, two);
    return Target.atLeast(
        "redo after a kill, %s of log: time with 1 thread to 2"
            .formatted(setting(one, RecoveryPlan.LOG)),
        ratio.median(),
        TWO_THREADS,
        "%s by round%s; %s ms to %s ms, %s cores"
            .formatted(
                ratio.spread(),
                ratio.straddles(TWO_THREADS) ? ", on both sides of the bound" : "",
                number(one.median()),
                number(two.median()),
                number(two.count("cores"))));
  }

  private Optional<Cell> promised() {
    return cells.stream()
        .filter(cell -> cell.workload().equals(RecoveryPlan.OBJECTIVE))
        .findFirst();
  }

  private static boolean reopens(Cell cell) {
    return cell.workload().equals(RecoveryPlan.REOPEN);
  }

  private static boolean hasCheckpoints(Cell cell) {
    return !setting(cell, RecoveryPlan.CHECKPOINTS).equals(RecoveryPlan.NO_CHECKPOINTS);
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }
}
