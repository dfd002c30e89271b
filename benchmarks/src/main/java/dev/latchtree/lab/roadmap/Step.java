package dev.latchtree.lab.roadmap;

import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.SyncPolicy.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way to build the same table: the baseline, each remedy alone, and all of them. */
public enum Step {
  /** One lock, held until the put is on disk, and a sync for each put. */
  LOCK_HELD(LatchProtocol.COARSE_LOCK, true, Kind.ALWAYS, 1, 1),
  /** The same with group commit: whoever could join the group waits for the lock. */
  LOCK_HELD_GROUP(LatchProtocol.COARSE_LOCK, true, Kind.GROUP, 1, 1),
  /** One lock, released before the put waits for the disk. */
  LOCK_RELEASED(LatchProtocol.COARSE_LOCK, false, Kind.GROUP, 1, 1),
  /** Eight stores like the baseline, each with a log and a lock of its own. */
  PARTITIONS(LatchProtocol.COARSE_LOCK, true, Kind.ALWAYS, Step.MANY, 1),
  /** The baseline, with a hundred puts under one lock and one sync. */
  BATCHES(LatchProtocol.COARSE_LOCK, true, Kind.ALWAYS, 1, Step.BATCH),
  /** Latches on pages, none of them held while a put waits for the disk. */
  PAGE_LATCHES(LatchProtocol.OPTIMISTIC_BLINK, false, Kind.GROUP, 1, 1),
  /** Eight stores with page latches, written in batches. */
  ALL(LatchProtocol.OPTIMISTIC_BLINK, false, Kind.GROUP, Step.MANY, Step.BATCH);

  private static final int MANY = 8;
  private static final int BATCH = 100;

  private final LatchProtocol protocol;
  private final boolean lockHeld;
  private final Kind policy;
  private final int partitions;
  private final int batch;

  Step(LatchProtocol protocol, boolean lockHeld, Kind policy, int partitions, int batch) {
    this.protocol = protocol;
    this.lockHeld = lockHeld;
    this.policy = policy;
    this.partitions = partitions;
    this.batch = batch;
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Step> named(String label) {
    return Arrays.stream(values()).filter(step -> step.label().equals(label)).findFirst();
  }

  public SyncPolicy policy() {
    return policy == Kind.ALWAYS ? SyncPolicy.always() : SyncPolicy.group();
  }

  /** Stores that keys are routed to. */
  int partitions() {
    return partitions;
  }

  /** Puts in a commit. */
  public int batch() {
    return batch;
  }

  /** What the step is about, on top of everything else that a store of the table is given. */
  StoreOptions.Builder applyTo(StoreOptions.Builder options) {
    options.protocol(protocol).syncPolicy(policy());
    return lockHeld ? options.lockHeldThroughCommit(true) : options;
  }
}
