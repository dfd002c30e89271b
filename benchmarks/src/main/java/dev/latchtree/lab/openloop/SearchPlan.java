package dev.latchtree.lab.openloop;

import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.log.RawSyncProbe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.roadmap.PutTable;
import dev.latchtree.lab.roadmap.Step;
import dev.latchtree.lab.roadmap.TableSize;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongBiFunction;

/**
 * What {@code ./lab write-stress} measures.
 *
 * @param tables ways to build the same table, in the order in which they are shown
 * @param entries loaded into each, fewest first
 * @param clients threads that ask; a put for which none is free comes late
 * @param limit that a rate has to keep
 * @param start writes a second to begin with
 * @param step least difference between rates
 * @param most no higher rate is tried
 * @param syncLatency of a modelled disk; zero for the disk as it is
 */
public record SearchPlan(
    List<Step> tables,
    List<Integer> entries,
    int clients,
    Limit limit,
    double start,
    double step,
    double most,
    Duration syncLatency) {

  static final String TABLE = "table";
  static final String ENTRIES = "entries";
  static final String DISK = "disk";

  private static final String WORKLOAD = "put, open loop";
  private static final String ENGINE = "latchtree";

  /** What a step at a high rate may log, beside what the table needs. */
  private static final long LOG = 1L << 30;

  public SearchPlan {
    tables = tables.stream().distinct().sorted().toList();
    entries = entries.stream().distinct().sorted().toList();
  }

  /** Whether writes to such a table are single ones, each with a latency of its own. */
  public static boolean isOffered(Step table) {
    return table.batch() == 1;
  }

  /**
   * Everything, ready to be filtered and run in {@code scratch}.
   *
   * @param progress where a search says how far it is
   */
  public Probes probes(Path scratch, PrintWriter progress) {
    Disk disk = syncLatency.isZero() ? Disk.real(scratch) : Disk.modelled(scratch, syncLatency);
    Probes probes = new Probes();
    probes.add(probes.use(new RawSyncProbe(disk)));
    for (int count : entries) {
      for (Step step : tables) {
        String name = step.label() + "-" + count;
        PutTable table = probes.use(new PutTable(step, new TableSize(count), disk, name));
        probes.add(new SearchProbe(spec(step, count, disk), table, this, progress));
      }
    }
    return probes;
  }

  private Spec spec(Step table, int count, Disk disk) {
    return new Spec(
        WORKLOAD,
        ENGINE,
        Spec.settings(
            TABLE,
            table.label(),
            ENTRIES,
            String.valueOf(count),
            DISK,
            disk.model(),
            "policy",
            table.policy().kind().name(),
            "limit",
            limit.toString(),
            "start",
            Figures.number(start),
            "step",
            Figures.number(step)),
        table.policy().tier().name(),
        clients,
        "writes/s");
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    return sum((table, size) -> size.diskBytes() + LOG);
  }

  /** Bytes of memory outside the heap that it takes. */
  public long memoryNeeded() {
    return sum(PutTable::memoryNeeded);
  }

  private long sum(ToLongBiFunction<Step, TableSize> what) {
    return entries.stream()
        .mapToLong(
            count ->
                tables.stream()
                    .mapToLong(table -> what.applyAsLong(table, new TableSize(count)))
                    .sum())
        .sum();
  }
}
