package dev.latchtree.lab.quickwins;

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
import dev.latchtree.lab.report.Table;
import dev.latchtree.lab.report.Target;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code ./lab quick-wins} prints: a table for each size of values, the target, theirs. */
public final class QuickWinsReport implements Findings {

  /** Of the median before: thirty in a hundred less. */
  private static final double BOUND = 0.7;

  private static final int MANY = 10;

  private final QuickWinsPlan plan;
  private final List<Cell> raw;
  private final List<Cell> cells;

  /** Takes the cells of this plan. */
  public QuickWinsReport(QuickWinsPlan plan, List<Cell> cells) {
    this.plan = plan;
    raw = cells.stream().filter(Limits::isRaw).toList();
    this.cells = cells.stream().filter(cell -> !Limits.isRaw(cell)).toList();
  }

  @Override
  public List<Section> sections(String command) {
    List<Section> sections = new ArrayList<>();
    for (int value : plan.values()) {
      List<Cell> some = of(Figures.bytes(value));
      if (some.isEmpty()) {
        continue;
      }
      List<Plot> plots = new ArrayList<>();
      plots.add(
          Bars.of(
                  "writes/s, on a scale of powers of ten",
                  some,
                  cell -> cell.threads() + (cell.threads() == 1 ? " user" : " users"),
                  cell -> setting(cell, QuickWinsPlan.VARIANT))
              .byMagnitude());
      CellPlots.latencies(some).ifPresent(plots::add);
      sections.add(
          new Section(
              "Values of " + Figures.bytes(value),
              price(),
              plots,
              List.of(table(Figures.bytes(value)).toGrid()),
              command));
    }
    Table asked = new Table("variant", "what it does");
    plan.variants().forEach(one -> asked.row(one.label(), one.inWords()));
    sections.add(new Section("The small changes", "", List.of(), List.of(asked.toGrid()), command));
    sections.addAll(Section.promises(targets(), command));
    sections.add(Section.context(PublishedQuickWins.SOURCE, published()));
    return sections;
  }

  private static String price() {
    return "A flush interval is bought with what a crash may lose: writes of the last %s. all-durable loses nothing."
        .formatted(Figures.duration(Variant.INTERVAL));
  }

  @Override
  public void print(PrintWriter out) {
    for (Cell cell : raw) {
      LatencyMicros latency = cell.requireLatency();
      out.printf(
          "%nThe disk by itself, 4 KiB appended and synced: %s/s, p50 %s us, p99 %s us%n",
          number(cell.median()), number(latency.p50()), number(latency.p99()));
    }
    for (int value : plan.values()) {
      out.printf("%nvalues of %s%n", Figures.bytes(value));
      table(Figures.bytes(value)).print(out);
    }
    out.println();
    plan.variants().forEach(one -> out.printf("- %s: %s%n", one.label(), one.inWords()));
    out.println(price());
    Target.print(targets(), out);
    printPublished(out);
    out.flush();
  }

  private List<Cell> of(String value) {
    return cells.stream().filter(cell -> setting(cell, QuickWinsPlan.VALUE).equals(value)).toList();
  }

  private Table table(String value) {
    Table table =
        new Table(
            ">users",
            "variant",
            "tier",
            ">p50 us",
            ">to before",
            ">p99 us",
            ">to before",
            ">writes/s",
            ">min - max",
            ">fsyncs",
            ">cores");
    for (Cell cell : of(value)) {
      LatencyMicros latency = cell.requireLatency();
      Optional<LatencyMicros> before =
          find(Variant.BEFORE, value, cell.threads()).map(Cell::requireLatency);
      table.row(
          String.valueOf(cell.threads()),
          setting(cell, QuickWinsPlan.VARIANT),
          cell.durability() == null ? "-" : cell.durability(),
          number(latency.p50()),
          before.map(base -> ratio(latency.p50(), base.p50())).orElse("-"),
          number(latency.p99()),
          before.map(base -> ratio(latency.p99(), base.p99())).orElse("-"),
          number(cell.median()),
          Figures.spread(cell),
          number(cell.fsyncs()),
          number(cell.count("cores")));
    }
    return table;
  }

  private static String ratio(double latency, double base) {
    return number(latency / base);
  }

  /** What Confman wanted for itself, with ten users. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (int value : plan.values()) {
      for (Variant variant : List.of(Variant.ALL, Variant.ALL_DURABLE)) {
        Optional<Cell> cell = find(variant, Figures.bytes(value), MANY);
        Optional<Cell> base = find(Variant.BEFORE, Figures.bytes(value), MANY);
        if (cell.isPresent() && base.isPresent()) {
          targets.add(target(variant, value, cell.get(), base.get()));
        }
      }
    }
    return targets;
  }

  private static Target target(Variant variant, int value, Cell cell, Cell base) {
    double after = cell.requireLatency().p50();
    double before = base.requireLatency().p50();
    return Target.atMost(
        "%s, %d users, values of %s: p50 to before"
            .formatted(variant.label(), MANY, Figures.bytes(value)),
        after / before,
        BOUND,
        "%s us to %s us".formatted(number(after), number(before)));
  }

  private Optional<Cell> find(Variant variant, String value, int users) {
    return cells.stream()
        .filter(cell -> setting(cell, QuickWinsPlan.VARIANT).equals(variant.label()))
        .filter(cell -> setting(cell, QuickWinsPlan.VALUE).equals(value))
        .filter(cell -> cell.threads() == users)
        .findFirst();
  }

  private static void printPublished(PrintWriter out) {
    out.printf("%nFor context only: %s.%n", PublishedQuickWins.SOURCE);
    published().print(out);
    out.println(PublishedQuickWins.TARGET);
  }

  private static Table published() {
    Table table = new Table("theirs", ">users", ">median", ">p99", ">requests/s");
    for (PublishedQuickWins.Line line : PublishedQuickWins.LINES) {
      table.row(
          line.write(),
          String.valueOf(line.users()),
          line.median() + " ms",
          line.p99() + " ms",
          number(line.requestsPerSecond()));
    }
    return table;
  }

  private static String setting(Cell cell, String name) {
    return cell.settings().getOrDefault(name, "-");
  }
}
