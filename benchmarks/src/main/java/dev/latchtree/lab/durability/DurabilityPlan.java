package dev.latchtree.lab.durability;

import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.log.RawSyncProbe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.workload.Bench;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.recovery.DurabilityOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code ./lab durability} measures.
 *
 * @param entries in each store
 * @param threads that put or get at the same time
 */
public record DurabilityPlan(int entries, List<Integer> threads) {

  static final String ENGINE = "latchtree";
  static final String VARIANT = "log";
  static final String CHURN = "churn";

  private static final int POOL_BYTES_PER_ENTRY = 512;
  private static final long LEAST_POOL = 64L << 20;
  private static final long LOG = DurabilityOptions.DEFAULT_CHECKPOINT_BYTES;
  private static final int CHURNING_THREADS = 2;

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    probes.add(probes.use(new RawSyncProbe(Disk.real(scratch))));
    Map<Variant, Bench> benches = new EnumMap<>(Variant.class);
    for (Variant variant : Variant.values()) {
      Path directory = scratch.resolve(variant.name());
      benches.put(
          variant, probes.use(new Bench(() -> variant.open(directory, poolBytes()), entries)));
    }
    for (Workload workload : List.of(Workload.PUT, Workload.GET)) {
      for (int count : threads) {
        benches.forEach(
            (variant, bench) -> {
              if (variant.isFor(workload)) {
                probes.add(new BenchProbe(spec(workload, variant, count), bench, workload));
              }
            });
      }
    }
    Path directory = scratch.resolve(CHURN);
    probes.add(probes.use(new ChurnProbe(churn(), directory, entries, poolBytes())));
    return probes;
  }

  private Spec spec(Workload workload, Variant variant, int count) {
    return new Spec(
        workload.label(),
        ENGINE,
        Spec.settings(
            VARIANT,
            variant == Variant.MEMORY ? "none" : variant.name(),
            "entries",
            String.valueOf(entries),
            "value",
            Figures.bytes(Values.LENGTH)),
        variant.tier().name(),
        count,
        workload.unit());
  }

  private Spec churn() {
    return new Spec(
        CHURN,
        ENGINE,
        Spec.settings(VARIANT, Variant.OS.name(), "entries", String.valueOf(entries)),
        Variant.OS.tier().name(),
        CHURNING_THREADS,
        "of loaded size");
  }

  private long poolBytes() {
    return LEAST_POOL + (long) entries * POOL_BYTES_PER_ENTRY;
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    return Variant.values().length * ((long) entries * POOL_BYTES_PER_ENTRY + LOG);
  }

  /** Bytes of memory outside the heap that it takes. */
  public long memoryNeeded() {
    return (Variant.values().length + 1) * poolBytes();
  }
}
