package dev.latchtree.lab.quickwins;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.log.RawSyncProbe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/**
 * What {@code ./lab quick-wins} measures.
 *
 * @param variants in the order in which they are shown
 * @param users who write at the same time, fewest first
 * @param values bytes of each value, smallest first
 * @param entries in each store; fewer of large ones
 */
public record QuickWinsPlan(
    List<Variant> variants, List<Integer> users, List<Integer> values, int entries) {

  static final String VARIANT = "variant";
  static final String VALUE = "value";

  private static final String WORKLOAD = "write";

  /** A store has no more than this, but for one entry at least. */
  private static final int MOST_DATA = 32 << 20;

  public QuickWinsPlan {
    variants = variants.stream().distinct().sorted().toList();
    users = users.stream().distinct().sorted().toList();
    values = values.stream().distinct().sorted().toList();
  }

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    probes.add(probes.use(new RawSyncProbe(Disk.real(scratch))));
    for (int value : values) {
      Map<Variant, SmallStore> stores = new LinkedHashMap<>();
      for (Variant variant : variants) {
        Path directory = scratch.resolve(variant.label() + "-" + value);
        stores.put(
            variant, probes.use(new SmallStore(variant, entriesOf(value), value, directory)));
      }
      for (int count : users) {
        stores.forEach(
            (variant, store) -> probes.add(new WriteProbe(spec(variant, value, count), store)));
      }
    }
    return probes;
  }

  private Spec spec(Variant variant, int value, int count) {
    return new Spec(
        WORKLOAD,
        Engine.OPTIMISTIC_BLINK.engine(),
        Spec.settings(
            VARIANT,
            variant.label(),
            VALUE,
            Figures.bytes(value),
            "entries",
            String.valueOf(entriesOf(value)),
            "policy",
            variant.policy().kind().name()),
        variant.policy().tier().name(),
        count,
        "writes/s");
  }

  private int entriesOf(int value) {
    return Math.max(1, Math.min(entries, MOST_DATA / value));
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    return sum(SmallStore::diskNeeded);
  }

  /** Bytes of memory outside the heap that it takes. */
  public long memoryNeeded() {
    return sum(SmallStore::memoryNeeded);
  }

  private long sum(ToLongBiFunction<Integer, Integer> ofStore) {
    long sum = 0;
    for (int value : values) {
      sum += ofStore.applyAsLong(entriesOf(value), value);
    }
    return variants.size() * sum;
  }
}
