package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the report for people of what a comparison has shown. */
public final class CompareReports {

  /** Rounds that differ by more than this part of the median say little. */
  private static final double LARGE_SPREAD = 0.5;

  /** Beside its heap and what an engine takes outside, a JVM needs memory for itself. */
  private static final double TOLERATED = 0.3;

  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private CompareReports() {}

  /**
   * All of it.
   *
   * @param command what re-creates it
   */
  public static RunReport of(
      CompareResult result, Map<String, Object> environment, String command) {
    RunReport.Builder report =
        RunReport.titled(result.comparison().title(), result.comparison().question())
            .command(command)
            .environment(environment)
            .limits(result.limits())
            .cells(result.cells());
    List<Headline> targets = result.targets();
    targets.forEach(report::headline);
    if (!result.complete()) {
      report.warning("The run was interrupted: this is what was complete by then.");
    }
    warnings(result, targets).forEach(report::warning);
    for (FailedEngine failed : result.failures()) {
      report.failure(failed.engine() + " in " + failed.group(), failed.why());
    }
    CompareSections.of(result, command).forEach(report::section);
    return report.build();
  }

  private static List<String> warnings(CompareResult result, List<Headline> targets) {
    List<String> warnings = new ArrayList<>();
    for (Headline target : targets) {
      if (target.verdict() == Verdict.CANNOT_SAY) {
        warnings.add(
            "%s: the rounds are on both sides of the bound (%s); more --rounds or a quieter machine would tell."
                .formatted(target.name(), target.spread()));
      }
    }
    long wide = result.cells().stream().filter(cell -> spread(cell) > LARGE_SPREAD).count();
    if (wide > 0) {
      warnings.add(
          "%d of %d cells have rounds that differ by more than half of their median: the machine was not quiet."
              .formatted(wide, result.cells().size()));
    }
    result.comparison().groups().forEach(group -> overdrawn(group, result, warnings));
    return warnings;
  }

  private static void overdrawn(Group group, CompareResult result, List<String> warnings) {
    CompareCells cells = new CompareCells(group, result.cells());
    for (Engine engine : group.able()) {
      double given = MemoryBudget.of(engine, group).total() / BYTES_PER_MEBIBYTE;
      cells.most(engine, EngineMain.OWN_MEMORY).stream()
          .filter(own -> own > given * (1 + TOLERATED))
          .forEach(
              own ->
                  warnings.add(
                      "%s had %.0f MiB of its own in %s, and was given %.0f: compare it with care."
                          .formatted(engine.label(), own, group.name(), given)));
    }
  }

  private static double spread(Cell cell) {
    return cell.median() == 0 ? 0 : (cell.max() - cell.min()) / cell.median();
  }
}
