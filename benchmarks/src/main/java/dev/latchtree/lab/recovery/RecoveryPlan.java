package dev.latchtree.lab.recovery;

import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code ./lab recovery} measures.
 *
 * @param keys of the stores that are killed
 * @param sizes of the log that is redone, in bytes, smallest first
 * @param objective a promise, under which a store is killed again and again, instead of all else;
 *     zero for none
 */
public record RecoveryPlan(int keys, List<Long> sizes, Duration objective) {

  static final String ENGINE = "latchtree";
  static final String REOPEN = "open after a kill";
  static final String OBJECTIVE = "recovery objective";

  static final String LOG = "log";
  static final String CHECKPOINTS = "checkpoints";
  static final String NO_CHECKPOINTS = "none";
  static final String PROMISED = "promised";

  /** Checkpoints are made after these parts of the largest log. */
  private static final List<Integer> CHECKPOINT_PARTS = List.of(16, 4);

  private static final long LEAST_CHECKPOINT = 1L << 20;
  private static final int MOST_REDO_THREADS = 2;
  private static final int DISK_BYTES_PER_KEY = 512;

  public RecoveryPlan {
    sizes = sizes.stream().distinct().sorted().toList();
  }

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    if (!objective.isZero()) {
      addObjective(probes, scratch);
      return probes;
    }
    for (long size : sizes) {
      KilledStore killed = killed(scratch.resolve("log-" + size), size, 0);
      for (int threads = 1; threads <= MOST_REDO_THREADS; threads++) {
        probes.add(new ReopenProbe(spec(size, NO_CHECKPOINTS, threads), killed));
      }
    }
    for (long each : checkpoints()) {
      Path directory = scratch.resolve("checkpoint-" + each);
      Spec spec = spec(largest(), "every " + Figures.bytes(each), MOST_REDO_THREADS);
      probes.add(new ReopenProbe(spec, killed(directory, largest(), each)));
    }
    return probes;
  }

  private void addObjective(Probes probes, Path scratch) {
    Life life = new Life(scratch.resolve("promised"), keys, Life.ENDLESS, 0, objective);
    Spec spec =
        new Spec(
            OBJECTIVE,
            ENGINE,
            Spec.settings(PROMISED, Figures.duration(objective), "keys", String.valueOf(keys)),
            null,
            2,
            "MiB to redo");
    probes.add(probes.use(new ObjectiveProbe(spec, life)));
  }

  private KilledStore killed(Path directory, long logBytes, long checkpointBytes) {
    return new KilledStore(new Life(directory, keys, logBytes, checkpointBytes, Duration.ZERO));
  }

  private Spec spec(long size, String checkpoints, int threads) {
    return new Spec(
        REOPEN,
        ENGINE,
        Spec.settings(
            LOG, Figures.bytes(size), CHECKPOINTS, checkpoints, "keys", String.valueOf(keys)),
        null,
        threads,
        "ms of redo");
  }

  private List<Long> checkpoints() {
    return CHECKPOINT_PARTS.stream()
        .map(part -> Math.max(LEAST_CHECKPOINT, largest() / part))
        .distinct()
        .toList();
  }

  private long largest() {
    return sizes.get(sizes.size() - 1);
  }

  /** Bytes of disk that it may take: each killed store, and a copy of one at a time. */
  public long diskNeeded() {
    long stores = sizes.size() + CHECKPOINT_PARTS.size() + 1L;
    long logs =
        Stream.concat(sizes.stream(), Stream.of(largest() * (CHECKPOINT_PARTS.size() + 1)))
            .mapToLong(Long::longValue)
            .sum();
    return stores * ((long) keys * DISK_BYTES_PER_KEY + (64 << 20)) + 2 * logs;
  }
}
