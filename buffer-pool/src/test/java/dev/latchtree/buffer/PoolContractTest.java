package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.PageGuard.Mode;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.spi.WaitStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every pool does, whatever it is made of. With and without a file it is one contract (rule
 * C2); only that pages can leave memory is the file's.
 */
@ParameterizedClass
@MethodSource("variants")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolContractTest {

  private static final int FRAMES = 32;
  private static final List<String> STRATEGIES =
      List.of("SPIN", "SPIN_THEN_YIELD", "SPIN_THEN_PARK");

  /** One pool to test; the strategy goes by name because lambdas have none. */
  record Variant(
      int pageSize, EntrySize entrySize, Replacement replacement, String strategy, boolean file) {}

  private final Variant variant;
  private final HeapStorage storage = new HeapStorage();
  private BufferPool pool = BufferPool.inMemory(PoolOptions.builder().frames(16).build());

  PoolContractTest(Variant variant) {
    this.variant = variant;
  }

  /** Every value beside every other at least once, not every combination. */
  static List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    Replacement[] replacements = Replacement.values();
    EntrySize[] entrySizes = EntrySize.values();
    int[] pageSizes = {4096, 8192, 16384, 32768, 65536};
    for (int size = 0; size < pageSizes.length; size++) {
      for (int entry = 0; entry < entrySizes.length; entry++) {
        for (boolean file : new boolean[] {true, false}) {
          variants.add(
              new Variant(
                  pageSizes[size],
                  entrySizes[entry],
                  replacements[(size + entry) % replacements.length],
                  STRATEGIES.get((size + 2 * entry) % STRATEGIES.size()),
                  file));
        }
      }
    }
    return variants;
  }

  @BeforeEach
  void open() throws Exception {
    pool.close();
    PoolOptions options =
        PoolOptions.builder()
            .pageSize(variant.pageSize)
            .frames(FRAMES)
            .entrySize(variant.entrySize)
            .replacement(variant.replacement)
            .waitStrategy(WaitStrategy.named(variant.strategy))
            .build();
    pool =
        variant.file ? BufferPool.open(storage, Pages.FILE, options) : BufferPool.inMemory(options);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void shouldHandOutNewPagesThatAreEmptyButForTheirId() {
    try (Operation op = pool.begin();
        Reservation room = op.reserve(3)) {
      for (int i = 0; i < 3; i++) {
        PageGuard page = op.guard(i);
        long expected = room.peekPageId();
        page.fixNew(room);
        assertEquals(Mode.EXCLUSIVE, page.mode());
        assertEquals(expected, page.pageId());
        assertEquals(i + 1, page.pageId(), "page 0 is the header");
        assertEquals(page.pageId(), Memory.getLong(page.page(), PageLayout.PAGE_ID));
        for (int at = PageLayout.HEADER_SIZE; at < variant.pageSize; at += Long.BYTES) {
          assertEquals(0, Memory.getLong(page.page(), at));
        }
        assertEquals(0, page.pageLsn());
      }
      assertEquals(3, op.latchedPages());
    }
    assertEquals(4, pool.highWater());
    assertEquals(variant.pageSize, pool.pageSize());
  }

  @Test
  void shouldZeroAPageThatWasUsedBefore() {
    long id = Pages.create(pool, -1);
    Pages.free(pool, id);
    assertEquals(id, Pages.create(pool, 0));
    assertEquals(0, Pages.read(pool, id));
  }

  @Test
  void shouldFixInThreeModesAndMoveBetweenThem() {
    long id = Pages.create(pool, 5);
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      assertEquals(Mode.RELEASED, page.mode());

      assertTrue(page.fixOptimistic(id));
      assertEquals(Mode.OPTIMISTIC, page.mode());
      assertEquals(5, Memory.getLong(page.page(), Pages.VALUE));
      assertTrue(page.validate());
      assertTrue(page.share());
      assertEquals(Mode.SHARED, page.mode());
      assertTrue(page.validate());
      page.unfix();
      assertEquals(Mode.RELEASED, page.mode());

      assertTrue(page.fixOptimistic(id));
      assertTrue(page.upgrade());
      assertEquals(Mode.EXCLUSIVE, page.mode());
      page.markDirty();
      Memory.putLong(page.page(), Pages.VALUE, 6);
      assertTrue(page.validate());
      page.unfix();

      assertTrue(page.fixShared(id, null));
      assertEquals(6, Memory.getLong(page.page(), Pages.VALUE));
      assertTrue(op.guard(1).fixShared(id, null), "beside another holder");
      page.unfix();
      op.guard(1).unfix();

      assertTrue(page.fixExclusive(id, null));
      assertEquals(id, page.pageId());
      assertEquals(1, op.latchedPages());
    }
  }

  @Test
  void shouldExcludeWhatMustNotBeTogether() {
    long id = Pages.create(pool, 5);
    try (Operation op = pool.begin()) {
      PageGuard first = op.guard(0);
      PageGuard second = op.guard(1);
      assertTrue(first.tryFixShared(id));
      assertTrue(second.tryFixShared(id));
      second.unfix();
      assertFalse(second.tryFixExclusive(id));
      assertTrue(second.fixOptimistic(id));
      assertFalse(second.upgrade(), "a sharer is in the way");
      assertTrue(second.validate(), "but nothing has changed");
      second.unfix();
      first.unfix();

      assertTrue(first.tryFixExclusive(id));
      assertFalse(second.tryFixShared(id));
      assertFalse(second.tryFixExclusive(id));
      assertEquals(Mode.RELEASED, second.mode());
      assertEquals(1, op.latchedPages());
    }
  }

  @Test
  void shouldMakeWaitersWaitUntilTheHolderLetsGo() {
    long id = Pages.create(pool, 5);
    List<TestThreads.Task<Long>> readers = new ArrayList<>();
    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixExclusive(id, null));
      op.guard(0).markDirty();
      for (int i = 0; i < 4; i++) {
        int mode = i;
        readers.add(TestThreads.start(() -> valueByMode(id, mode)));
      }
      TestThreads.awaitTrue(() -> pool.stats().latchWaits() >= 4, "four waiters");
      assertTrue(readers.stream().noneMatch(TestThreads.Task::isDone));
      Memory.putLong(op.guard(0).page(), Pages.VALUE, 6);
    }
    for (TestThreads.Task<Long> reader : readers) {
      assertEquals(6, reader.get());
    }
  }

  private long valueByMode(long id, int mode) {
    if (mode % 3 == 0) {
      return Pages.read(pool, id);
    }
    try (Operation op = pool.begin()) {
      assertTrue(
          mode % 3 == 1 ? op.guard(0).fixShared(id, null) : op.guard(0).fixExclusive(id, null));
      return Memory.getLong(op.guard(0).page(), Pages.VALUE);
    }
  }

  @Test
  void shouldFreeThePageAtOnceAndItsIdOnlyWhenRecycled() {
    long id = Pages.create(pool, 1);
    int free = pool.stats().freeFrames();
    Pages.discard(pool, id);
    assertEquals(free + 1, pool.stats().freeFrames());
    try (Operation op = pool.begin()) {
      PageNotAllocatedException gone =
          assertThrows(PageNotAllocatedException.class, () -> op.guard(0).fixShared(id, null));
      assertTrue(String.valueOf(gone.getMessage()).contains(String.valueOf(id)));
      assertThrows(PageNotAllocatedException.class, () -> op.guard(0).fixOptimistic(id));
      assertFalse(op.guard(0).tryFixExclusive(id));
    }
    long other = Pages.create(pool, 2);
    assertNotEquals(id, other);
    pool.recycle(id);
    assertEquals(id, Pages.create(pool, 3));
    assertEquals(3, Pages.read(pool, id));
  }

  @Test
  void shouldRefuseToRecycleWhatIsNotFree() {
    long id = Pages.create(pool, 1);
    assertThrows(IllegalStateException.class, () -> pool.recycle(id), "it is in use");
    Pages.free(pool, id);
    assertThrows(IllegalStateException.class, () -> pool.recycle(id), "twice");
    assertThrows(IllegalStateException.class, () -> pool.recycle(id + 1), "never taken");
    assertThrows(IllegalStateException.class, () -> pool.recycle(0), "the header");
    assertThrows(IllegalStateException.class, () -> pool.recycle(-1));
    assertThrows(IllegalStateException.class, () -> pool.recycle(Long.MAX_VALUE));
  }

  @Test
  void shouldTrimFreePagesAtTheEndOnly() {
    long[] ids = Pages.createAll(pool, 6);
    Pages.free(pool, ids[1]);
    Pages.free(pool, ids[4]);
    Pages.free(pool, ids[5]);
    assertEquals(2, pool.trim());
    assertEquals(0, pool.trim());
    assertEquals(ids[4], pool.highWater());
    assertEquals(ids[2], Pages.read(pool, ids[2]));
    assertEquals(ids[1], Pages.create(pool, 0), "free ones in the middle stay free");
    assertEquals(ids[4], Pages.create(pool, 0));
  }

  @Test
  void shouldKeepEveryByteOfMorePagesThanFitInMemory() {
    long seed = TestRandom.seed(this);
    int count = variant.file ? 3 * FRAMES : FRAMES;
    for (int i = 0; i < count; i++) {
      long id = Pages.create(pool, 0);
      fill(id, TestRandom.stream(seed, (int) id));
    }
    SplittableRandom order = TestRandom.stream(seed, 0);
    for (int i = 0; i < 2 * count; i++) {
      long id = 1L + order.nextInt(count);
      if (i % 8 == 0) {
        pool.tryEvict(id);
      }
      assertContent(id, TestRandom.stream(seed, (int) id));
    }
    PoolStats stats = pool.stats();
    assertEquals(count, stats.pages());
    assertEquals(variant.file, stats.misses() > 0);
    assertEquals(variant.file, stats.evictions() > 0);
  }

  @Test
  void shouldFlushAndEvictAsFarAsThereIsAFile() {
    long id = Pages.create(pool, 77);
    pool.flush();
    assertEquals(variant.file, pool.tryEvict(id));
    assertEquals(variant.file ? 1 : 0, pool.stats().pagesWritten());
    assertEquals(77, Pages.read(pool, id));
    assertEquals(variant.file ? 1 : 0, pool.stats().misses());
  }

  private void fill(long id, SplittableRandom bytes) {
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      assertTrue(page.fixExclusive(id, null));
      page.markDirty();
      for (int at = PageLayout.HEADER_SIZE; at < variant.pageSize; at += Long.BYTES) {
        Memory.putLong(page.page(), at, bytes.nextLong());
      }
    }
  }

  private void assertContent(long id, SplittableRandom bytes) {
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      assertTrue(page.fixShared(id, null));
      for (int at = PageLayout.HEADER_SIZE; at < variant.pageSize; at += Long.BYTES) {
        assertEquals(bytes.nextLong(), Memory.getLong(page.page(), at));
      }
    }
  }
}
