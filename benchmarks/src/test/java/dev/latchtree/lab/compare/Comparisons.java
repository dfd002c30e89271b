package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.experiment.Experiment;
import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.workload.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Comparisons and cells for tests. */
final class Comparisons {

  private Comparisons() {}

  /** Two groups in memory of a tree and a list, with two short rounds. */
  static ComparePlan twoGroups() {
    return plan(
        """
        experiment = compare
        title      = Two groups
        targets    = tree
        [first]
        engines    = COARSE_LOCK, ConcurrentSkipListMap:bytes
        workloads  = get
        threads    = 1, 2
        entries    = 1000
        [second]
        engines    = COARSE_LOCK, ConcurrentSkipListMap:bytes
        workloads  = put
        threads    = 1
        entries    = 1000
        """);
  }

  static ComparePlan plan(String text) {
    return ComparePlan.of(
        Comparison.of(Experiment.parse("test", text)), 2, Duration.ofMillis(10), name -> true);
  }

  /** Of every engine and some threads. */
  static Group group(String name, Mode mode, int entries, String workloads) {
    return Comparison.of(
            Experiment.parse(
                "test",
                """
                experiment = compare
                [%s]
                engines   = all
                workloads = %s
                threads   = 1, 2, 8
                mode      = %s
                entries   = %d
                """
                    .formatted(name, workloads, mode.label(), entries)))
        .groups()
        .get(0);
  }

  /** As a run would have measured it. */
  static Cell cell(Group group, Workload workload, Engine engine, int threads, Double... rounds) {
    Map<String, String> settings = new LinkedHashMap<>(engine.settings());
    settings.put(GroupPlan.GROUP, group.name());
    return new Cell(
        CompareRun.EXPERIMENT,
        workload.label(),
        engine.engine(),
        settings,
        engine.tier(group.mode()).name(),
        threads,
        workload.unit(),
        List.of(rounds),
        null,
        null,
        0L,
        Map.of());
  }
}
