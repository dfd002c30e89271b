package dev.latchtree;

import static dev.latchtree.TestBytes.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.Tier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others can do while a commit waits for the disk. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CommitWaitTest {

  private final HeldSyncs held = new HeldSyncs(new SimulatedDisk().storage());

  private static StoreOptions.Builder options() {
    return StoreOptions.builder()
        .pageSize(4096)
        .poolPages(64)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .logPrepareAhead(false) // else the sync that is held may be that of the next segment
        .backgroundMerges(false)
        .backgroundCheckpoints(false);
  }

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldHoldNothingThatOthersNeed(LatchProtocol protocol) throws Exception {
    StoreOptions options = options().protocol(protocol).build();
    try (LatchStore store = LatchStore.open(held.storage(), options)) {
      LatchTree tree = store.tree("tree");
      CountDownLatch sync = held.hold();
      Crowd crowd = new Crowd();
      crowd.start(() -> tree.put(utf8("key"), utf8("value")));
      held.awaitArrival();
      // The commit waits; the page, and the tree's lock, are free.
      assertArrayEquals(utf8("value"), tree.get(utf8("key")));
      tree.put(utf8("key"), utf8("other"), Tier.MEMORY);
      try (Batch batch = store.batch()) {
        batch.put(tree, utf8("more"), utf8("value")).commit(Tier.MEMORY);
      }
      store.verify().requireSound();
      sync.countDown();
      crowd.join();
      assertArrayEquals(utf8("other"), tree.get(utf8("key")));
    }
  }

  /** The baseline's second setting: what simple engines do. */
  @Test
  void shouldHoldTheTreesLockIfToldSo() throws Exception {
    StoreOptions options =
        options().protocol(LatchProtocol.COARSE_LOCK).lockHeldThroughCommit(true).build();
    try (LatchStore store = LatchStore.open(held.storage(), options)) {
      LatchTree tree = store.tree("tree");
      LatchTree other = store.tree("other");
      CountDownLatch sync = held.hold();
      Crowd crowd = new Crowd();
      crowd.start(() -> tree.put(utf8("key"), utf8("value")));
      held.awaitArrival();
      other.put(utf8("key"), utf8("value"), Tier.MEMORY);
      Thread reader = new Thread(() -> tree.get(utf8("key")));
      reader.start();
      while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
        LockSupport.parkNanos(100_000);
      }
      assertTrue(reader.isAlive(), "the reader did not wait for the writer's commit");
      sync.countDown();
      crowd.join();
      reader.join();
    }
  }
}
