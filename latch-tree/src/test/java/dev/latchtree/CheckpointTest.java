package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.utf8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.SlowSyncStorage;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.Tier;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checkpoints in the background, beside writers, and at the end. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointTest {

  private static final int PAGE = 4096;

  private final SimulatedDisk disk = new SimulatedDisk();

  private static StoreOptions.Builder options() {
    return StoreOptions.builder()
        .pageSize(PAGE)
        .poolPages(4096)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .backgroundMerges(false)
        .backgroundWriter(false);
  }

  private static void awaitTrue(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) { // until the test's time is over
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** What was written while the last checkpoint was made is not left to redo for ever. */
  @Test
  void shouldMakeOneMoreWhenWritersHaveStopped() throws Exception {
    StoreOptions options = options().checkpointInterval(Duration.ofMillis(200)).build();
    try (LatchStore store = LatchStore.open(disk.storage(), options)) {
      LatchTree tree = store.tree("tree");
      long completed = store.stats().checkpoints().completed();
      for (int i = 0; store.stats().checkpoints().completed() < completed + 2; i++) {
        tree.put(number(i % 3000, 20), new byte[500], Tier.MEMORY);
      }
      awaitTrue(() -> store.stats().checkpoints().bytesToRedo() < 200);
    }
  }

  /** A checkpoint asked for while another one ends is made. */
  @Test
  void shouldLetWritersGoOnWhateverTheInterval() throws Exception {
    StoreOptions options =
        options()
            .checkpointBytes(1 << 20)
            .checkpointInterval(Duration.ofHours(1))
            .checkpointRate(1 << 20)
            .build();
    try (LatchStore store = LatchStore.open(disk.storage(), options)) {
      LatchTree tree = store.tree("tree");
      int puts = 0;
      while (puts < 1400) { // more than a checkpoint's worth: one begins
        tree.put(number(puts++, 20), new byte[1000], Tier.MEMORY);
      }
      long from = requireNonNull(store.stats().log()).endLsn();
      while (requireNonNull(store.stats().log()).endLsn() - from < 1_200_000) {
        tree.put(number(puts++ % 1400, 20), new byte[1000], Tier.MEMORY);
      }
      store.sync();
      awaitTrue(() -> store.stats().checkpoints().completed() >= 2);
      for (int i = 0; i < 8000; i++) {
        tree.put(number(puts++ % 1400, 20), new byte[1000], Tier.MEMORY);
      }
      long left = store.stats().checkpoints().bytesToRedo();
      assertTrue(left < (8 << 20), "writers were held back, and yet there are " + left);
    }
  }

  /** A checkpoint that comes too late is refused, and leaves the store a closed one. */
  @Test
  void shouldCloseBesideThoseWhoMakeCheckpoints() throws Exception {
    StoreOptions options = options().poolPages(64).backgroundCheckpoints(false).build();
    for (int round = 0; round < 20; round++) {
      SimulatedDisk fresh = new SimulatedDisk();
      LatchStore store = LatchStore.open(fresh.storage(), options);
      store.tree("tree").put(utf8("key"), utf8("value"));
      long completed = store.stats().checkpoints().completed();
      Crowd crowd = new Crowd();
      for (int i = 0; i < 3; i++) {
        crowd.start(() -> checkpointUntilClosed(store));
      }
      int wanted = round % 4;
      awaitTrue(() -> store.stats().checkpoints().completed() >= completed + wanted);
      store.close();
      crowd.join();
      try (LatchStore again = LatchStore.openReadOnly(fresh.storage(), options)) {
        assertEquals(1, again.tree("tree").count());
      }
    }
  }

  private static void checkpointUntilClosed(LatchStore store) {
    try {
      while (true) {
        store.checkpoint();
      }
    } catch (IllegalStateException closed) {
      assertTrue(String.valueOf(closed.getMessage()).contains("closed"), closed.toString());
    }
  }

  /** The file's free end is cut off while others need a new page of the space map there. */
  @Test
  void shouldGiveBackPagesBesideThoseWhoTakeThem() throws Exception {
    int span = 16;
    StoreOptions options = options().poolPages(1024).backgroundCheckpoints(false).build();
    for (int round = 0; round < 8; round++) {
      SimulatedDisk fresh = new SimulatedDisk();
      LatchStore store = LatchStore.open(fresh.storage(), options, span);
      for (int i = 0; i < 20; i++) {
        store.tree("tree").put(number(i, 20), new byte[1000]);
      }
      store.checkpoint();
      fresh.crash(round);
      assertThrows(RuntimeException.class, store::close);
      Storage slow = new SlowSyncStorage(fresh.boot(), Duration.ofMillis(5));
      try (LatchStore again = LatchStore.open(slow, options, span)) {
        Crowd crowd = new Crowd();
        crowd.start(again::checkpoint);
        for (int i = 0; i < 300; i++) {
          again.tree("tree").put(number(100 + i, 20), new byte[1000], Tier.MEMORY);
        }
        crowd.join();
        again.verify().requireSound();
      }
    }
  }
}
