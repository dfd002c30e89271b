package dev.latchtree.stress.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pages at the end of the file become free when a checkpoint is about to give such pages back: the
 * file is cut only after the records are durable that have freed them (rule T9). Power cuts at
 * random do not meet it.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointCutTest {

  private static final int PAGE = 4096;

  /** Of what a power cut leaves; the cut of the file must be among it once. */
  private static final int SEEDS = 20;

  /** Nobody writes pages in the background: a page that is being written is not cut off. */
  private static StoreOptions options() {
    return StoreOptions.builder()
        .pageSize(PAGE)
        .poolPages(64)
        .backgroundWriter(false)
        .syncPolicy(SyncPolicy.interval(Duration.ofMinutes(1)))
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .backgroundMerges(false)
        .backgroundCheckpoints(false)
        .build();
  }

  @Test
  void shouldCutTheFileOnlyBehindDurableRecords() throws IOException {
    byte[] value = new byte[20 * PAGE];
    Arrays.fill(value, (byte) 7);
    int cut = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      LatchStore store = LatchStore.open(disk.storage(), options());
      LatchTree tree = store.tree("tree");
      tree.put(key(), value);
      store.checkpoint();
      long before = pageFile(store);
      removeWhenTheFileIsCut(store, tree);
      cut += pageFile(store) < before ? 1 : 0;
      disk.crash(seed);
      assertThrows(RuntimeException.class, store::close);
      try (LatchStore again = LatchStore.open(disk.boot(), options())) {
        again.verify().requireSound();
        byte[] found = again.tree("tree").get(key());
        if (found != null) { // the removal may be lost, and then as a whole
          assertArrayEquals(value, found);
        }
      }
    }
    assertEquals(SEEDS, cut, "the file was not cut");
  }

  private static void removeWhenTheFileIsCut(LatchStore store, LatchTree tree) {
    AtomicInteger met = new AtomicInteger();
    YieldPoint.tell(
        (step, mode, isPage, subject) -> {
          if (step.equals("checkpoint cuts the file") && met.getAndIncrement() == 0) {
            assertTrue(tree.remove(key()));
          }
        });
    try {
      store.checkpoint();
    } finally {
      YieldPoint.tell(null);
    }
    assertEquals(1, met.get());
  }

  /** Bytes of the page file, and of the control file. */
  private static long pageFile(LatchStore store) {
    return store.stats().space().live() + store.stats().space().free();
  }

  private static byte[] key() {
    return "key".getBytes(UTF_8);
  }
}
