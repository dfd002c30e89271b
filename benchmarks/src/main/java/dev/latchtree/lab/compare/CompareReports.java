package dev.latchtree.lab.compare;

import dev.latchtree.lab.page.RunReport;
import java.util.Map;

/** Makes the report for people of what a comparison has shown. */
public final class CompareReports {

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
    result.targets().forEach(report::headline);
    if (!result.complete()) {
      report.warning(RunReport.INTERRUPTED);
    }
    result.notes().forEach(report::warning);
    report.warnOfSpread();
    Overdrafts.of(result).forEach(report::warning);
    for (FailedEngine failed : result.failures()) {
      report.failure(failed.engine() + " in " + failed.group(), failed.why());
    }
    CompareSections.of(result, command).forEach(report::section);
    return report.build();
  }
}
