package dev.latchtree.lab.page;

import dev.latchtree.lab.plot.Figure;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.plot.Ratios;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.report.Grid;
import dev.latchtree.lab.report.Headline;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two runs of the same thing: which figures changed between them. A cell is the same if everything
 * that was chosen for it is.
 */
public final class RunComparison {

  private static final String RULE =
      "Faster, slower: every round of B is beyond every round of A. Agree: they overlap. Cannot say:"
          + " there are fewer than %d rounds, or they overlap and differ within a run by more than a"
              .formatted(Change.FEWEST_ROUNDS)
          + " factor of %.0f. The range of B/A is from the smallest of B by the largest of A to the"
              .formatted(Change.WIDEST)
          + " largest of B by the smallest of A.";

  /** One figure in both runs. */
  private record Pair(
      String name,
      String unit,
      @Nullable String tier,
      Figure before,
      Figure after,
      int rounds,
      Change change) {

    Headline ratio() {
      return new Headline(
          name,
          after.median() / before.median(),
          after.min() / before.max(),
          after.max() / before.min(),
          tier,
          tier,
          null,
          true,
          rounds,
          change.words());
    }

    List<String> row() {
      Headline ratio = ratio();
      return List.of(
          name,
          unit,
          Figures.number(before.median()),
          Figures.number(before.min()) + " - " + Figures.number(before.max()),
          Figures.number(after.median()),
          Figures.number(after.min()) + " - " + Figures.number(after.max()),
          String.format(Locale.ROOT, "%.2f", ratio.median()),
          ratio.spread(),
          change.words());
    }
  }

  /** What makes a cell the same in both runs. */
  private record Key(
      String experiment,
      String workload,
      String engine,
      Map<String, String> settings,
      @Nullable String durability,
      int threads,
      String unit) {

    static Key of(Cell cell) {
      return new Key(
          cell.experiment(),
          cell.workload(),
          cell.engine(),
          cell.settings(),
          cell.durability(),
          cell.threads(),
          cell.unit());
    }
  }

  private final RunReport before;
  private final RunReport after;
  private final List<Pair> headlines = new ArrayList<>();
  private final List<Pair> cells = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public RunComparison(RunReport before, RunReport after) {
    this.before = before;
    this.after = after;
    noteWhatDiffers();
    pairHeadlines();
    pairCells();
  }

  private void noteWhatDiffers() {
    Set<String> names = new LinkedHashSet<>(before.environment().keySet());
    names.addAll(after.environment().keySet());
    for (String name : names) {
      Object one = before.environment().get(name);
      Object other = after.environment().get(name);
      if (!Objects.equals(one, other)) {
        notes.add(
            "The runs differ in %s: A %s, B %s."
                .formatted(Pages.name(name), words(name, one), words(name, other)));
      }
    }
    if (!Objects.equals(before.environment().get("cpu"), after.environment().get("cpu"))
        || !Objects.equals(before.environment().get("cores"), after.environment().get("cores"))) {
      notes.add("They ran on different machines: only the headline ratios can be compared.");
    }
  }

  private static String words(String name, @Nullable Object value) {
    return value == null ? "-" : Pages.value(name, value);
  }

  private void pairHeadlines() {
    Map<String, Headline> first = new LinkedHashMap<>();
    before.headlines().forEach(one -> first.put(one.name(), one));
    for (Headline one : after.headlines()) {
      Headline other = first.remove(one.name());
      if (other == null) {
        notes.add("Only B has the ratio: " + one.name());
      } else if (!Objects.equals(one.tier(), other.tier())) {
        notes.add("Of different durability tiers, and not compared: " + one.name());
      } else {
        int rounds = Math.min(one.rounds(), other.rounds());
        Figure a = new Figure(other.median(), other.min(), other.max());
        Figure b = new Figure(one.median(), one.min(), one.max());
        boolean more = one.bound() == null || one.atLeast();
        add(headlines, one.name(), "ratio", one.tier(), a, b, rounds, more);
      }
    }
    first.keySet().forEach(name -> notes.add("Only A has the ratio: " + name));
  }

  private void pairCells() {
    Map<Key, Cell> first = new LinkedHashMap<>();
    before.cells().forEach(cell -> first.put(Key.of(cell), cell));
    int alone = 0;
    for (Cell cell : after.cells()) {
      Cell other = first.remove(Key.of(cell));
      if (other == null) {
        alone++;
      } else {
        int rounds = Math.min(cell.rounds().size(), other.rounds().size());
        boolean more = cell.unit().endsWith("/s");
        Figure a = Figure.of(other);
        add(cells, name(cell), cell.unit(), cell.durability(), a, Figure.of(cell), rounds, more);
      }
    }
    if (alone > 0) {
      notes.add("Cells that only B has: " + alone);
    }
    if (!first.isEmpty()) {
      notes.add("Cells that only A has: " + first.size());
    }
  }

  private void add(
      List<Pair> pairs,
      String name,
      String unit,
      @Nullable String tier,
      Figure a,
      Figure b,
      int rounds,
      boolean moreIsFaster) {
    if (a.min() > 0 && b.min() > 0) {
      pairs.add(new Pair(name, unit, tier, a, b, rounds, Change.of(a, b, rounds, moreIsFaster)));
    } else {
      notes.add("No ratio where a round is zero: " + name);
    }
  }

  private static String name(Cell cell) {
    List<String> words = new ArrayList<>();
    words.add(cell.workload());
    words.add(cell.engine());
    String settings = CellNames.settings(cell);
    if (!settings.isEmpty()) {
      words.add("(" + settings + ")");
    }
    words.add(cell.threads() + (cell.threads() == 1 ? " thread" : " threads"));
    return String.join(" ", words);
  }

  /** For a terminal. */
  public void print(PrintWriter out) {
    notes.forEach(out::println);
    if (!headlines.isEmpty()) {
      out.printf("%nHeadline ratios%n");
      grid("ratio", headlines).toTable().print(out);
    }
    if (!cells.isEmpty()) {
      out.printf("%nCells%n");
      grid("cell", cells).toTable().print(out);
    }
    out.printf("%n%s%n%s%n", RULE, answer());
    out.flush();
  }

  /** As a report of its own. */
  public RunReport toReport(String command) {
    RunReport.Builder report =
        RunReport.titled("A against B: " + after.title(), RULE)
            .answer(answer())
            .command(command)
            .environment(after.environment())
            .limits(after.limits())
            .cells(before.cells().stream().map(cell -> cell.with("run", "A")).toList())
            .cells(after.cells().stream().map(cell -> cell.with("run", "B")).toList());
    notes.forEach(report::warning);
    section(report, "Headline ratios, B to A", "ratio", headlines, command);
    section(report, "Cells, B to A", "cell", cells, command);
    if (headlines.isEmpty() && cells.isEmpty()) {
      // without any part, those of a single run would be shown
      report.section(new Section("Nothing to compare", answer(), List.of(), List.of(), command));
    }
    return report.build();
  }

  private static void section(
      RunReport.Builder report, String heading, String what, List<Pair> pairs, String command) {
    if (!pairs.isEmpty()) {
      Plot plot = new Ratios("B/A", pairs.stream().map(Pair::ratio).toList());
      report.section(
          new Section(heading, counts(pairs), List.of(plot), List.of(grid(what, pairs)), command));
    }
  }

  private static Grid grid(String what, List<Pair> pairs) {
    return new Grid(
        List.of(what, "unit", ">A", ">min - max", ">B", ">min - max", ">B/A", ">range", "verdict"),
        pairs.stream().map(Pair::row).toList());
  }

  private String answer() {
    if (headlines.isEmpty() && cells.isEmpty()) {
      return "The runs have nothing in common that could be compared.";
    }
    return headlines.isEmpty()
        ? "Of %d cells, %s".formatted(cells.size(), counts(cells))
        : "Of %d headline ratios, %s".formatted(headlines.size(), counts(headlines));
  }

  private static String counts(List<Pair> pairs) {
    List<String> parts = new ArrayList<>();
    for (Change change : Change.values()) {
      long count = pairs.stream().filter(pair -> pair.change == change).count();
      if (count > 0) {
        parts.add(
            change == Change.CANNOT_SAY
                ? "of " + count + " nobody can say"
                : count + " " + change.words());
      }
    }
    return String.join(", ", parts) + ".";
  }
}
