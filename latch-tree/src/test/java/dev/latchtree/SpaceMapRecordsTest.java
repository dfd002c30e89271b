package dev.latchtree;

import static dev.latchtree.TestBytes.number;
import static dev.latchtree.TestBytes.repeat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.change.ChangeApplier;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.node.SpaceMapPage;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.SplitPolicy;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Tree;
import dev.latchtree.tree.TreeSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the records say about the space map, and when. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpaceMapRecordsTest {

  private static final int PAGE = 4096;
  private static final int SPAN = 16;
  private static final int PAGES = 1024;
  private static final int THREADS = 4;

  /** The kind of a record, in its first byte. */
  private static final int CREATE_SPACE_MAP = 14;

  private final long seed = TestSeed.of(this);

  private static TreeSpace space(Journal journal, LatchProtocol protocol) {
    PoolOptions options =
        PoolOptions.builder()
            .pageSize(PAGE)
            .frames(PAGES)
            .guards(StoreOptions.LEAST_GUARDS)
            .build();
    return new TreeSpace(
        BufferPool.inMemory(options), journal, protocol, SplitPolicy.RIGHT_EDGE, false, SPAN);
  }

  /** Keeps all records, in the order of their LSNs. */
  private static final class Kept implements Journal {
    private final List<byte[]> records = new ArrayList<>();

    @Override
    public synchronized long append(byte[] record, int length) {
      records.add(Arrays.copyOf(record, length));
      return records.size();
    }
  }

  // ---------------------------------------------------------------- replay

  /** Pages that are changed by records only. */
  private static final class Replica implements AutoCloseable {
    private final MemoryRegion memory = MemoryRegion.allocate((long) PAGES * PAGE);
    private final ChangeApplier applier = new ChangeApplier(PAGE);
    private final BitSet maps = new BitSet();

    Replica() {
      Memory.zero(memory.base(), (long) PAGES * PAGE);
    }

    private long page(long id) {
      return memory.base() + id * PAGE;
    }

    /** Applies a record; answers how many pages it has marked or unmarked. */
    int apply(byte[] record) {
      BitSet before = used();
      for (int part = ChangeApplier.firstPart();
          part < ChangeApplier.endOfParts(record);
          part = ChangeApplier.nextPart(record, part)) {
        long id = ChangeApplier.pageId(record, part);
        applier.apply(record, part, page(id));
        boolean map = Memory.getByte(page(id), 4) == SpaceMapPage.KIND_SPACE_MAP;
        maps.set((int) id, map);
      }
      before.xor(used());
      return before.cardinality();
    }

    BitSet used() {
      BitSet used = new BitSet();
      maps.stream().forEach(id -> SpaceMapPage.addUsed(page(id), used));
      return used;
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  private static int marks(byte[] record) {
    int marks = 0;
    for (int part = ChangeApplier.firstPart();
        part < ChangeApplier.endOfParts(record);
        part = ChangeApplier.nextPart(record, part)) {
      marks += ChangeApplier.marks(record, part) ? 1 : 0;
    }
    return marks;
  }

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldBeWhatTheRecordsSayInTheirOrder(LatchProtocol protocol) {
    Kept journal = new Kept();
    SplittableRandom random = new SplittableRandom(seed);
    try (TreeSpace space = space(journal, protocol);
        Replica replica = new Replica()) {
      Tree tree = new Tree(space, "t", 1, Tree.create(space, 1));
      Crowd crowd = new Crowd();
      for (int t = 0; t < THREADS; t++) {
        SplittableRandom own = random.split();
        crowd.start(() -> work(tree, own));
      }
      crowd.join();
      BitSet used = space.spaceMap().usedPages();
      assertTrue(used.length() > 4 * SPAN, () -> "several map pages: " + used);
      tree.freeAll();
      assertEquals(space.spaceMap().mapPages(), space.spaceMap().usedPages());
      int changed = 0;
      for (byte[] record : journal.records) {
        int marks = marks(record);
        assertTrue(marks <= 1);
        assertEquals(marks, replica.apply(record), "a page was made or freed twice in a row");
        changed += marks;
      }
      assertTrue(changed > 2 * used.cardinality(), "pages were used again");
      assertEquals(space.spaceMap().usedPages(), replica.used());
    }
  }

  private static void work(Tree tree, SplittableRandom random) {
    for (int i = 0; i < 3000; i++) {
      int number = random.nextInt(1000);
      byte[] key = number(number, 100);
      switch (random.nextInt(8)) {
        case 0 -> tree.put(key, repeat(i, 2000 + random.nextInt(2 * PAGE)));
        case 1, 2, 3 -> tree.put(key, repeat(i, random.nextInt(300)));
        case 4 -> tree.removeRange(key, number(number + 20, 100));
        default -> tree.remove(key);
      }
    }
  }

  // ---------------------------------------------------------------- failure

  /** A map page whose record is refused was never there, and is made later. */
  @Test
  void shouldTryAgainToMakeAMapPage() {
    int[] refused = new int[1];
    Journal journal =
        (record, length) -> {
          if (record[0] == CREATE_SPACE_MAP && refused[0]++ % 2 == 0) {
            throw new IllegalStateException("refused");
          }
          return 0;
        };
    try (TreeSpace space = space(journal, LatchProtocol.BLINK)) {
      assertThrows(IllegalStateException.class, () -> Tree.create(space, 1));
      Tree tree = new Tree(space, "t", 1, Tree.create(space, 1));
      int failures = 0;
      for (int i = 0; i < 40; i++) {
        try {
          tree.put(number(i, 8), repeat(i, 2 * PAGE));
        } catch (IllegalStateException e) {
          failures++;
        }
      }
      assertEquals(refused[0] / 2, failures + 1);
      assertTrue(failures > 4, "one for each map page");
      StoreCheck.check(space, List.of(tree)).requireSound();
      assertEquals(40 - failures, tree.count(new byte[0], null));
    }
  }

  // ---------------------------------------------------------------- verification meanwhile

  /** Stops one thread at its second record until it may go on. */
  private static final class Stopping implements Journal {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private volatile @Nullable Thread writer;
    private int records;

    @Override
    public long append(byte[] record, int length) {
      if (Thread.currentThread() == writer && ++records == 2) {
        stopped.countDown();
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return 0;
    }
  }

  /** One page of the value is there, the leaf knows nothing of it yet: that is no leak. */
  @Test
  void shouldNotTakePagesOfAValueBeingWrittenForLost() throws Exception {
    Stopping journal = new Stopping();
    try (TreeSpace space = space(journal, LatchProtocol.OPTIMISTIC_BLINK)) {
      Tree tree = new Tree(space, "t", 1, Tree.create(space, 1));
      Crowd crowd = new Crowd();
      crowd.start(
          () -> {
            journal.writer = Thread.currentThread();
            tree.put(number(1, 8), repeat(1, 2 * PAGE));
          });
      journal.stopped.await();
      Verification[] found = new Verification[1];
      Thread verifier = new Thread(() -> found[0] = StoreCheck.check(space, List.of(tree)));
      verifier.start();
      while (verifier.isAlive() && verifier.getState() != Thread.State.TIMED_WAITING) {
        LockSupport.parkNanos(100_000);
      }
      journal.mayGoOn.countDown();
      crowd.join();
      verifier.join();
      found[0].requireSound();
      StoreCheck.check(space, List.of(tree)).requireSound();
    }
  }
}
