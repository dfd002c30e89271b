package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.change.ChangeApplier;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.node.Node;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a change does around the moment at which its record gets its LSN (rules P2 and R2). */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChangeOrderTest {

  private static final int PAGE = 4096;
  private static final int TREE_ID = 7;

  private static PoolOptions options() {
    return PoolOptions.builder().pageSize(PAGE).frames(256).guards(16).build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // ---------------------------------------------------------------- images

  /** A journal under which a checkpoint begins at every first try. */
  private static final class Overtaken implements Journal {
    private final List<byte[]> tried = new ArrayList<>();
    private final List<Long> saidBelow = new ArrayList<>();
    private boolean begins;
    private long lsn;

    @Override
    public long append(byte[] record, int length) {
      throw new AssertionError("appended without room");
    }

    @Override
    public long append(Room room, byte[] record, int length, long imagesBelow) {
      tried.add(Arrays.copyOf(record, length));
      saidBelow.add(imagesBelow);
      if (begins && imagesBelow != ALL_IMAGES) {
        return IMAGES_MISSING;
      }
      return ++lsn;
    }

    @Override
    public long imagesBelow() {
      return 1; // all records so far have a larger LSN
    }
  }

  @Test
  void shouldMakeARecordAgainWithImagesIfACheckpointBegins() {
    Overtaken journal = new Overtaken();
    try (TreeSpace space =
            new TreeSpace(
                BufferPool.inMemory(options()),
                journal,
                LatchProtocol.BLINK,
                SplitPolicy.MIDDLE,
                false);
        MemoryRegion memory = MemoryRegion.allocate(PAGE)) {
      Tree tree = new Tree(space, "tree", TREE_ID, Tree.create(space, TREE_ID));
      for (int i = 0; i < 20; i++) {
        tree.put(bytes("key " + (10 + i)), bytes("value"));
      }
      journal.tried.clear();
      journal.saidBelow.clear();
      journal.begins = true;
      tree.put(bytes("key 15"), bytes("changed"));
      assertEquals(List.of(1L, Journal.ALL_IMAGES), journal.saidBelow);
      byte[] plain = journal.tried.get(0);
      byte[] imaged = journal.tried.get(1);
      int first = ChangeApplier.firstPart();
      assertFalse(ChangeApplier.startsAfresh(plain, first));
      assertTrue(ChangeApplier.startsAfresh(imaged, first));
      // Whatever a torn write has left of the page: the record makes it whole.
      long page = memory.base();
      for (int i = 0; i < PAGE; i++) {
        Memory.putByte(page, i, (byte) 0x5a);
      }
      ChangeApplier applier = new ChangeApplier(PAGE);
      for (int part = first;
          part < ChangeApplier.endOfParts(imaged);
          part = ChangeApplier.nextPart(imaged, part)) {
        assertEquals(tree.rootId(), ChangeApplier.pageId(imaged, part));
        applier.apply(imaged, part, page);
      }
      assertEquals(20, Node.count(page, PAGE));
      for (int i = 0; i < 20; i++) {
        byte[] key = bytes("key " + (10 + i));
        int cell = Node.cell(page, PAGE, Node.find(page, PAGE, key, key.length));
        byte[] value = new byte[Node.valueLength(page, PAGE, cell)];
        Node.copyValue(page, PAGE, cell, value);
        assertArrayEquals(bytes(i == 5 ? "changed" : "value"), value);
      }
    }
  }

  // ---------------------------------------------------------------- dirty first

  /** While a record gets its LSN, somebody writes all pages that are dirty. */
  private static final class Flushed implements Journal {
    private @Nullable BufferPool pool;
    private @Nullable Thread writer;
    private boolean hadToWait;
    private long lsn;

    @Override
    public long append(byte[] record, int length) {
      BufferPool flushed = pool;
      if (flushed != null) {
        Thread thread = new Thread(flushed::flush);
        thread.start();
        while (thread.isAlive() && !isWaiting(thread)) {
          LockSupport.parkNanos(100_000);
        }
        hadToWait = thread.isAlive();
        writer = thread;
      }
      return ++lsn;
    }

    private static boolean isWaiting(Thread thread) {
      return switch (thread.getState()) {
        case WAITING, TIMED_WAITING, BLOCKED -> true;
        default -> false;
      };
    }
  }

  /**
   * A checkpoint that looks for dirty pages behind a record's LSN finds those of the record: it
   * waits for the latch, and what it writes has the change in it.
   */
  @Test
  void shouldMarkPagesDirtyBeforeTheRecordHasItsPlace() throws IOException, InterruptedException {
    SimulatedDisk disk = new SimulatedDisk();
    Flushed journal = new Flushed();
    BufferPool pool = BufferPool.open(disk.storage(), "pages", options());
    try (TreeSpace space =
        new TreeSpace(pool, journal, LatchProtocol.BLINK, SplitPolicy.MIDDLE, false)) {
      Tree tree = new Tree(space, "tree", TREE_ID, Tree.create(space, TREE_ID));
      tree.put(bytes("key"), bytes("value"));
      pool.flush();
      long written = pool.stats().pagesWritten();
      journal.pool = pool;
      tree.put(bytes("key"), bytes("other"));
      journal.pool = null;
      Thread writer = Objects.requireNonNull(journal.writer, "nothing was appended");
      assertTrue(journal.hadToWait, "the page was not dirty yet");
      writer.join();
      assertEquals(written + 1, pool.stats().pagesWritten());
    }
  }
}
