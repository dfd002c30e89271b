package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Table;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a comparison will do: its groups, one after the other.
 *
 * @param comparison what was asked for
 * @param groups those that have cells
 * @param rounds of each cell
 * @param length of a round
 */
public record ComparePlan(
    Comparison comparison, List<GroupPlan> groups, int rounds, Duration length) {

  private static final double SECONDS_PER_MINUTE = 60;

  /** What is measured of the machine itself. */
  private static final double LIMITS_SECONDS = 5;

  public ComparePlan {
    groups = List.copyOf(groups);
  }

  /**
   * Plans it.
   *
   * @param wanted which cells, by their names
   */
  public static ComparePlan of(
      Comparison comparison, int rounds, Duration length, Predicate<String> wanted) {
    return new ComparePlan(
        comparison,
        comparison.groups().stream()
            .map(group -> GroupPlan.of(group, rounds, length, wanted))
            .filter(plan -> !plan.cells().isEmpty())
            .toList(),
        rounds,
        length);
  }

  public int cells() {
    return groups.stream().mapToInt(group -> group.cells().size()).sum();
  }

  /** How long it will take, roughly. */
  public double minutes() {
    return (LIMITS_SECONDS
            + groups.stream().mapToDouble(GroupPlan::seconds).sum()
            + comparison.also().stream().mapToDouble(aside -> aside.seconds(length)).sum())
        / SECONDS_PER_MINUTE;
  }

  /** Memory that the processes of one group may take, at most, in bytes. */
  public long memoryBytes() {
    return groups.stream().mapToLong(GroupPlan::memoryBytes).max().orElse(0);
  }

  /** Memory that the largest process may take, in bytes. */
  public long processBytes() {
    return groups.stream().mapToLong(GroupPlan::processBytes).max().orElse(0);
  }

  /** Room on disk that the stores of one group may take, at most, in bytes. */
  public long diskBytes() {
    return Math.max(
        groups.stream().mapToLong(GroupPlan::diskBytes).max().orElse(0),
        comparison.also().stream().mapToLong(Aside::diskBytes).max().orElse(0));
  }

  /** All that decides on what is measured, in one line: to tell runs apart. */
  public String fingerprint() {
    return groups.stream()
        .map(
            group ->
                group.group()
                    + group.cells().stream().map(cell -> cell.spec().name()).toList().toString())
        .collect(
            Collectors.joining(" ", rounds + " x " + length + ": ", comparison.also().toString()));
  }

  /** Prints what {@code --dry-run} shows. */
  public void print(PrintWriter out) {
    out.printf("%s%n%s%n%n", comparison.title(), comparison.question());
    Table table =
        new Table(
            "group",
            "mode",
            "engines",
            "workloads",
            "threads",
            ">entries",
            ">cells",
            ">minutes",
            ">memory MiB",
            ">disk MiB");
    for (GroupPlan plan : groups) {
      Group group = plan.group();
      table.row(
          group.name(),
          group.mode().label(),
          labels(plan.engines()),
          group.points().stream()
              .map(point -> point.workload().label())
              .distinct()
              .collect(Collectors.joining(", ")),
          group.points().stream()
              .map(point -> String.valueOf(point.threads()))
              .distinct()
              .collect(Collectors.joining(", ")),
          String.format(Locale.ROOT, "%,d", group.entries()),
          String.valueOf(plan.cells().size()),
          String.format(Locale.ROOT, "%.1f", plan.seconds() / SECONDS_PER_MINUTE),
          String.format(Locale.ROOT, "%,d", plan.memoryBytes() >> 20),
          String.format(Locale.ROOT, "%,d", plan.diskBytes() >> 20));
    }
    table.print(out);
    groups.stream()
        .map(GroupPlan::group)
        .filter(group -> !group.leftOut().isEmpty())
        .forEach(
            group ->
                out.printf(
                    "%s leaves out, since they cannot: %s%n",
                    group.name(), labels(group.leftOut())));
    groups.forEach(plan -> plan.note(Launch.usual().there()).ifPresent(out::println));
    if (!comparison.also().isEmpty()) {
      out.printf(
          "Besides, shortly: %s.%n",
          comparison.also().stream().map(Aside::label).collect(Collectors.joining(", ")));
    }
    out.printf(
        "%n%d cells, %d rounds of %.2f s each: about %.0f minutes; at most %,d MiB of memory, %,d MiB"
            + " of disk at a time.%n",
        cells(),
        rounds,
        length.toNanos() / 1e9,
        Math.ceil(minutes()),
        memoryBytes() >> 20,
        diskBytes() >> 20);
    out.flush();
  }

  static String labels(List<Engine> engines) {
    return engines.stream().map(Engine::label).collect(Collectors.joining(", "));
  }
}
