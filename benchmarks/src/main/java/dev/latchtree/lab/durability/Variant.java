package dev.latchtree.lab.durability;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The same tree, without a log and with one. */
enum Variant {
  /** No log, no files. */
  MEMORY(null),
  /** A put returns when the system has its record. */
  OS(SyncPolicy::os),
  /** A put returns when its record is in the log's buffer. */
  INTERVAL(() -> SyncPolicy.interval(Duration.ofMillis(5))),
  /** A put returns when its record is on disk. */
  GROUP(SyncPolicy::group);

  private final @Nullable Supplier<SyncPolicy> policy;

  Variant(@Nullable Supplier<SyncPolicy> policy) {
    this.policy = policy;
  }

  Tier tier() {
    return policy == null ? Tier.MEMORY : policy.get().tier();
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
        LatchStore.open(directory, options.syncPolicy(policy.get()).build()));
  }
}
