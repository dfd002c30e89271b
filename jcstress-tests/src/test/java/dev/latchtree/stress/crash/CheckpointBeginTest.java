package dev.latchtree.stress.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A change between the moment at which a checkpoint's begin has its place in the log and the moment
 * at which others can read where that is (rule R2). Power cuts at random do not meet it.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointBeginTest {

  private static final int PAGE = 4096;

  private final SimulatedDisk disk = new SimulatedDisk();

  private static StoreOptions options() {
    return StoreOptions.builder()
        .pageSize(PAGE)
        .poolPages(64)
        .logSegmentSize(1 << 20)
        .logRingSize(1 << 20)
        .logPreallocate(false)
        .backgroundMerges(false)
        .backgroundCheckpoints(false)
        .build();
  }

  /** The page was changed since the checkpoint before, and has no image behind the new one yet. */
  @Test
  void shouldLogAnImageWhileACheckpointsBeginIsNotKnown() throws IOException {
    LatchStore store = LatchStore.open(disk.storage(), options());
    LatchTree tree = store.tree("tree");
    tree.put(bytes("key"), bytes("first"));
    AtomicInteger met = new AtomicInteger();
    YieldPoint.tell(
        (step, mode, isPage, subject) -> {
          if (step.equals("checkpoint begins") && met.getAndIncrement() == 0) {
            tree.put(bytes("key"), bytes("in between"));
          }
        });
    try {
      store.checkpoint();
    } finally {
      YieldPoint.tell(null);
    }
    assertEquals(1, met.get());
    tree.put(bytes("key"), bytes("last"));
    disk.crash(1);
    assertThrows(RuntimeException.class, store::close);
    Storage storage = disk.boot();
    tearPages(storage);
    try (LatchStore again = LatchStore.open(storage, options())) {
      assertArrayEquals(bytes("last"), again.tree("tree").get(bytes("key")));
    }
  }

  /**
   * A checkpoint begins when a writer knows which pages need images, and before its record has a
   * place: the record lies behind the begin, and is made again, with images.
   */
  @Test
  void shouldLogAnImageIfACheckpointBeginsBeforeTheRecordHasAPlace() throws Exception {
    LatchStore store = LatchStore.open(disk.storage(), options());
    LatchTree tree = store.tree("tree");
    tree.put(bytes("key"), bytes("first"));
    CountDownLatch begun = new CountDownLatch(1);
    Thread checkpointer = new Thread(store::checkpoint);
    Thread writer = Thread.currentThread();
    AtomicBoolean behind = new AtomicBoolean();
    YieldPoint.tell(
        (step, mode, isPage, subject) -> {
          if (Thread.currentThread() == checkpointer) {
            // What it does next comes after it has said where it begins.
            if (behind.get()) {
              begun.countDown();
            }
            behind.compareAndSet(false, step.equals("checkpoint begins"));
          } else if (Thread.currentThread() == writer && step.equals("get a place")) {
            if (begun.getCount() > 0) {
              checkpointer.start();
              await(begun);
            }
          }
        });
    try {
      tree.put(bytes("key"), bytes("in between"));
      checkpointer.join();
    } finally {
      YieldPoint.tell(null);
    }
    assertEquals(0, begun.getCount());
    store.sync();
    disk.crash(1);
    assertThrows(RuntimeException.class, store::close);
    Storage storage = disk.boot();
    tearPages(storage);
    try (LatchStore again = LatchStore.open(storage, options())) {
      assertArrayEquals(bytes("in between"), again.tree("tree").get(bytes("key")));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** As writes that a crash has cut off may leave them: all pages that hold the tree's key. */
  private static void tearPages(Storage storage) throws IOException {
    int torn = 0;
    try (StorageFile pages = storage.open("pages", OpenMode.READ_WRITE)) {
      for (long at = PAGE; at + PAGE <= pages.size(); at += PAGE) {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        pages.readFully(page, at);
        if (new String(page.array(), UTF_8).contains("in between")) {
          pages.writeFully(ByteBuffer.allocate(512), at + 1024);
          pages.writeFully(ByteBuffer.wrap(bytes("torn")), at + 512);
          torn++;
        }
      }
    }
    assertEquals(1, torn, "pages with the key");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
