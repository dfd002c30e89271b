package dev.latchtree.stress.crash;

import dev.latchtree.StoreOptions;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.ReadGuarantee;
import dev.latchtree.wal.SyncPolicy;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A store that has room for nothing, so that everything happens in a few hundred steps of its disk:
 * pages are evicted, split and merged, segments change, checkpoints come often.
 *
 * @param options of the store
 * @param policy of its log
 * @param sectorSize of the disk
 * @param threads that write
 * @param calls of each thread in a life
 * @param slots keys of each thread in each tree
 */
record CrashSettings(
    StoreOptions options, SyncPolicy policy, int sectorSize, int threads, int calls, int slots) {

  private static final int LEAST_POOL = 32;

  /** Drawn from a seed; the promise in full (GROUP or ALWAYS) in seven cases of ten. */
  static CrashSettings draw(LatchProtocol protocol, SplittableRandom random) {
    int dice = random.nextInt(20);
    SyncPolicy policy =
        dice < 10
            ? SyncPolicy.group()
            : dice < 14
                ? SyncPolicy.always()
                : dice < 17 ? SyncPolicy.os() : SyncPolicy.interval(Duration.ofMillis(1));
    StoreOptions.Builder builder =
        small(protocol, policy)
            .poolPages(LEAST_POOL + random.nextInt(12))
            .backgroundMerges(random.nextInt(4) == 0)
            .backgroundWriter(random.nextInt(3) == 0)
            .redoThreads(1 + random.nextInt(2))
            .logPreallocate(random.nextInt(4) == 0)
            .logSpareSegments(random.nextInt(2));
    if (random.nextInt(3) == 0) {
      builder.backgroundCheckpoints(true).checkpointBytes(1 << 20);
    }
    if (policy.kind() != SyncPolicy.Kind.OS && random.nextInt(5) == 0) {
      builder.readGuarantee(ReadGuarantee.DURABLE);
    }
    if (protocol == LatchProtocol.COARSE_LOCK && random.nextBoolean()) {
      builder.lockHeldThroughCommit(true);
    }
    return new CrashSettings(
        builder.build(),
        policy,
        random.nextBoolean() ? 512 : 4096,
        2 + random.nextInt(3),
        12 + random.nextInt(16),
        36);
  }

  /** The smallest store there can be, with nothing in the background. */
  static StoreOptions.Builder small(LatchProtocol protocol, SyncPolicy policy) {
    return StoreOptions.builder()
        .protocol(protocol)
        .pageSize(4096)
        .poolPages(LEAST_POOL)
        .backgroundMerges(false)
        .backgroundWriter(false)
        .syncPolicy(policy)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .logSpareSegments(0)
        .backgroundCheckpoints(false)
        .checkpointRate(1L << 30)
        .redoThreads(1);
  }

  @Override
  public String toString() {
    return "%s, %s, %d frames, merges %s, writer %s, %s, sectors of %d, %d threads, %d calls, %d slots"
        .formatted(
            options.protocol(),
            policy.kind(),
            options.pool().frames(),
            options.backgroundMerges(),
            options.pool().backgroundWriter(),
            options.durability(),
            sectorSize,
            threads,
            calls,
            slots);
  }
}
