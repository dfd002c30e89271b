package dev.latchtree.lab.durability;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.SyncPolicy.Kind;
import dev.latchtree.wal.Tier;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The same tree, without a log and with one. */
enum Variant {
  /** No log, no files. */
  MEMORY(null),
  /** A put returns when the system has its record. */
  OS(Kind.OS),
  /** A put returns when its record is in the log's buffer. */
  INTERVAL(Kind.INTERVAL),
  /** A put returns when its record is on disk. */
  GROUP(Kind.GROUP);

  private static final Duration PERIOD = Duration.ofMillis(5);

  private final @Nullable Kind policy;

  Variant(@Nullable Kind policy) {
    this.policy = policy;
  }

  Tier tier() {
    return policy == null ? Tier.MEMORY : policyOf(policy).tier();
  }

  private static SyncPolicy policyOf(Kind kind) {
    return switch (kind) {
      case ALWAYS -> SyncPolicy.always();
      case GROUP -> SyncPolicy.group();
      case INTERVAL -> SyncPolicy.interval(PERIOD);
      case OS -> SyncPolicy.os();
    };
  }

  /** Readers of one that is synced now and then find what those of the others do. */
  boolean isFor(Workload workload) {
    return workload == Workload.PUT || this != INTERVAL;
  }

  /** A new, empty one. */
  StoreUnderTest open(Path directory, long poolBytes) {
    StoreOptions.Builder options = StoreOptions.builder().poolBytes(poolBytes);
    if (policy == null) {
      return LatchTreeStore.over(LatchStore.inMemory(options.build()));
    }
    return LatchTreeStore.over(
        LatchStore.open(directory, options.syncPolicy(policyOf(policy)).build()));
  }
}
