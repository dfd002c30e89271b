package dev.latchtree.lab.roadmap;

import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.log.BareLog;
import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.log.RawSyncProbe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/**
 * What {@code ./lab roadmap} measures.
 *
 * @param steps in the order in which they are shown
 * @param keys loaded into a table, smallest first
 * @param threads that put at the same time, fewest first
 * @param syncLatency of the modelled disk; zero for none
 * @param essentials whether most cells have the table size in the middle only, and others the most
 *     threads only
 */
public record RoadmapPlan(
    List<Step> steps,
    List<Integer> keys,
    List<Integer> threads,
    Duration syncLatency,
    boolean essentials) {

  static final String WORKLOAD = "put";
  static final String ENGINE = "latchtree";

  static final String STEP = "step";
  static final String KEYS = "keys";
  static final String PHASE = "phase";
  static final String DISK = "disk";

  /** Those that are shown at every size: targets are about them. */
  private static final List<Step> ESSENTIAL = List.of(Step.LOCK_HELD, Step.PAGE_LATCHES, Step.ALL);

  private static final String CHECKPOINTS = "between rounds only";

  public RoadmapPlan {
    steps = steps.stream().distinct().sorted().toList();
    keys = keys.stream().distinct().sorted().toList();
    threads = threads.stream().distinct().sorted().toList();
  }

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    for (Disk disk : disks(scratch)) {
      probes.add(probes.use(new RawSyncProbe(disk)));
      for (int size : keys) {
        addSize(probes, disk, new TableSize(size));
      }
    }
    return probes;
  }

  private List<Disk> disks(Path scratch) {
    Disk real = Disk.real(scratch);
    return syncLatency.isZero()
        ? List.of(real)
        : List.of(real, Disk.modelled(scratch, syncLatency));
  }

  private void addSize(Probes probes, Disk disk, TableSize size) {
    Map<Step, PutTable> tables = new LinkedHashMap<>();
    for (Step step : steps) {
      if (measures(step, size.keys(), most())) {
        tables.put(step, probes.use(new PutTable(step, size, disk, name(step, size, disk))));
      }
    }
    for (int count : threads) {
      tables.forEach(
          (step, table) -> {
            if (measures(step, size.keys(), count)) {
              PutProbe probe =
                  new PutProbe(spec(step, size, disk, count, Phase.STEADY), table, Phase.STEADY);
              probes.add(probe);
              if (step == Step.PAGE_LATCHES && size.keys() == middle() && count == most()) {
                probes.add(BareLog.commits(probes, disk, count, probe::bytesPerCommit));
              }
            }
          });
    }
    tables.forEach(
        (step, table) -> {
          if (!essentials || size.keys() != middle()) {
            Phase phase = Phase.FIRST_TOUCHES;
            probes.add(new PutProbe(spec(step, size, disk, most(), phase), table, phase));
          }
        });
  }

  private boolean measures(Step step, int size, int count) {
    return !essentials || size == middle() || (ESSENTIAL.contains(step) && count == most());
  }

  /** The table size that has all cells, and that the bare log is compared at. */
  int middle() {
    return middleOf(keys);
  }

  /** The one in the middle; of an even number, the larger of two. */
  static int middleOf(List<Integer> sizes) {
    return sizes.isEmpty() ? 0 : sizes.get(sizes.size() / 2);
  }

  private int most() {
    return Collections.max(threads);
  }

  private static String name(Step step, TableSize size, Disk disk) {
    return step.label() + "-" + size.keys() + (disk.isModelled() ? "-modelled" : "");
  }

  private static Spec spec(Step step, TableSize size, Disk disk, int count, Phase phase) {
    return new Spec(
        WORKLOAD,
        ENGINE,
        Spec.settings(
            STEP,
            step.label(),
            KEYS,
            String.valueOf(size.keys()),
            PHASE,
            phase.label(),
            DISK,
            disk.model(),
            "policy",
            step.policy().kind().name(),
            "value",
            Figures.bytes(Values.LENGTH),
            "key",
            Figures.bytes(Keys.LENGTH),
            "checkpoints",
            CHECKPOINTS,
            "warmUp",
            phase.warmUp()),
        step.policy().tier().name(),
        count,
        "puts/s");
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    return sum((step, size) -> size.diskBytes());
  }

  /** Bytes of memory outside the heap that it takes. */
  public long memoryNeeded() {
    return sum(PutTable::memoryNeeded);
  }

  private long sum(ToLongBiFunction<Step, TableSize> what) {
    long sum = 0;
    for (int size : keys) {
      for (Step step : steps) {
        if (measures(step, size, most())) {
          sum += what.applyAsLong(step, new TableSize(size));
        }
      }
    }
    return sum * (syncLatency.isZero() ? 1 : 2);
  }
}
