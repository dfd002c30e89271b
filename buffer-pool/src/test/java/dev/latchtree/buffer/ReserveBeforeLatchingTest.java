package dev.latchtree.buffer;

import static dev.latchtree.pagefile.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageFileFullException;
import dev.latchtree.pagefile.PageLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule P3: all that a change needs is had before its first latch, or nothing is. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReserveBeforeLatchingTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final int FRAMES = 32;

  private final HeapStorage storage = new HeapStorage();

  private static PoolOptions.Builder options() {
    return PoolOptions.builder()
        .pageSize(PAGE)
        .frames(FRAMES)
        .backgroundWriter(false)
        .frameTimeout(Duration.ofMillis(50));
  }

  private BufferPool open() throws Exception {
    return BufferPool.open(storage, Pages.FILE, options().build());
  }

  @Test
  void shouldTakeAllOrNothingWhenTheDiskIsFull() throws Exception {
    try (BufferPool pool = open()) {
      long kept = Pages.create(pool, 3);
      long freed = Pages.create(pool, 0);
      // Room in the file up to here; of the next reservation one page fits and the rest does not.
      int room = (int) (storage.size(Pages.FILE) / PAGE - pool.highWater());
      fillFile(pool, room);
      Pages.free(pool, freed);
      storage.capacity(storage.size(Pages.FILE) + 2 * PAGE);
      pool.flush();
      for (long id = freed + 1; pool.stats().freeFrames() < 8; id++) {
        pool.tryEvict(id);
      }
      PoolStats before = pool.stats();
      long highWater = pool.highWater();

      try (Operation op = pool.begin()) {
        assertRefused(
            PageFileFullException.class,
            () -> op.reserve(8),
            "make room on the disk",
            "/heap/pages");
      }
      assertEquals(before.freeFrames(), pool.stats().freeFrames());
      assertEquals(before.pages(), pool.stats().pages());
      assertEquals(highWater, pool.highWater());
      assertEquals(0, PoolProbe.of(pool).core.reservedFrames());

      assertEquals(3, Pages.read(pool, kept), "other pages are usable");
      Pages.write(pool, kept, 4);
      pool.flush();
      assertEquals(freed, Pages.create(pool, 1), "the freed id came back and needs no room");
      storage.capacity(Long.MAX_VALUE);
      try (Operation op = pool.begin();
          Reservation reserved = op.reserve(8)) {
        assertEquals(highWater, reserved.peekPageId());
      }
    }
  }

  /** Uses up the room that the file has, on pages that are written and evicted as needed. */
  private static void fillFile(BufferPool pool, int pages) {
    for (int i = 0; i < pages; i++) {
      Pages.create(pool, 0);
    }
  }

  @Test
  void shouldTakeAllOrNothingWhenMemoryIsFull() {
    try (BufferPool pool = BufferPool.inMemory(options().build())) {
      Pages.createAll(pool, FRAMES - 2);
      PoolStats before = pool.stats();
      try (Operation op = pool.begin()) {
        assertRefused(PoolFullException.class, () -> op.reserve(3), "all 32 pages", "no file");
        assertEquals(2, pool.stats().freeFrames());
        assertEquals(before, withHits(pool.stats(), before.hits()));
        try (Reservation fits = op.reserve(2)) {
          assertEquals(2, fits.remaining());
        }
      }
    }
  }

  private static PoolStats withHits(PoolStats stats, long hits) {
    return new PoolStats(
        stats.frames(),
        stats.freeFrames(),
        stats.pages(),
        hits,
        stats.misses(),
        stats.evictions(),
        stats.pagesWritten(),
        stats.writes(),
        stats.copiesGivenUp(),
        stats.syncs(),
        stats.latchWaits(),
        stats.latchHandOvers(),
        stats.foregroundSweeps(),
        stats.frameWaits(),
        stats.restarts());
  }

  @Test
  void shouldRefuseMoreThanThePoolCanEverGiveAndNameTheNumber() throws Exception {
    try (BufferPool pool = open();
        Operation op = pool.begin()) {
      assertRefused(IllegalArgumentException.class, () -> op.reserve(FRAMES / 2 + 1), "0 to 16");
      assertThrows(IllegalArgumentException.class, () -> op.reserve(-1));
      op.reserve(FRAMES / 2).close();
      op.reserve(0).close();
    }
  }

  @Test
  void shouldRefuseToReserveUnderALatch() throws Exception {
    try (BufferPool pool = open()) {
      long id = Pages.create(pool, 0);
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(id, null));
        assertThrows(IllegalStateException.class, () -> op.reserve(1));
        assertThrows(IllegalStateException.class, op::restart);
        op.guard(0).unfix();
        assertTrue(op.guard(0).fixOptimistic(id));
        op.reserve(1).close();
      }
    }
  }

  @Test
  void shouldKeepHalfThePoolForReads() throws Exception {
    try (BufferPool pool = open()) {
      long id = Pages.create(pool, 9);
      pool.flush();
      assertTrue(pool.tryEvict(id));
      try (Operation op = pool.begin();
          Reservation all = op.reserve(FRAMES / 2);
          Operation other = pool.begin()) {
        assertRefused(PoolFullException.class, () -> other.reserve(1), "16 of 16");
        assertEquals(9, Pages.read(pool, id), "a miss gets a frame");
      }
      assertEquals(0, PoolProbe.of(pool).core.reservedFrames());
    }
  }

  @Test
  void shouldGiveBackWhatWasNotUsed() throws Exception {
    try (BufferPool pool = open()) {
      long first;
      try (Operation op = pool.begin();
          Reservation room = op.reserve(4)) {
        first = room.peekPageId();
        op.guard(0).fixNew(room);
        assertEquals(first, op.guard(0).pageId());
        assertEquals(3, room.remaining());
        room.close();
        assertThrows(IllegalStateException.class, room::peekPageId);
        assertThrows(IllegalStateException.class, () -> op.guard(1).fixNew(room));
      }
      assertEquals(1, pool.stats().pages());
      assertEquals(FRAMES - 1, pool.stats().freeFrames());
      assertEquals(first + 1, Pages.create(pool, 0));
    }
  }

  @Test
  void shouldSayWhenAReservationIsUsedUp() throws Exception {
    try (BufferPool pool = open();
        Operation op = pool.begin();
        Reservation room = op.reserve(1)) {
      op.guard(0).fixNew(room);
      assertRefused(
          IllegalStateException.class, () -> op.guard(1).fixNew(room), "all 1 reserved pages");
      assertEquals(PageGuard.Mode.RELEASED, op.guard(1).mode());
    }
  }

  @Test
  void shouldTakeBackAReservationThatNobodyClosedWhenItsOperationEnds() throws Exception {
    try (BufferPool pool = open()) {
      try (Operation op = pool.begin()) {
        op.reserve(FRAMES / 2);
        assertThrows(IllegalStateException.class, () -> op.reserve(1), "one at a time");
      }
      assertEquals(FRAMES, pool.stats().freeFrames());
      assertEquals(0, PoolProbe.of(pool).core.reservedFrames());
    }
  }

  /** How a test fixes the page it misses. */
  enum Fix {
    OPTIMISTIC {
      @Override
      boolean on(PageGuard guard, long id) {
        return guard.fixOptimistic(id);
      }
    },
    SHARED {
      @Override
      boolean on(PageGuard guard, long id) {
        return guard.fixShared(id, null);
      }
    },
    EXCLUSIVE {
      @Override
      boolean on(PageGuard guard, long id) {
        return guard.fixExclusive(id, null);
      }
    },
    TRY_SHARED {
      @Override
      boolean on(PageGuard guard, long id) {
        return guard.tryFixShared(id);
      }
    },
    TRY_EXCLUSIVE {
      @Override
      boolean on(PageGuard guard, long id) {
        return guard.tryFixExclusive(id);
      }
    };

    abstract boolean on(PageGuard guard, long id);
  }

  @ParameterizedTest
  @EnumSource(Fix.class)
  void shouldAnswerNoUnderALatchWithoutAFreeFrameAndHaveThePageAfterTheRestart(Fix fix)
      throws Exception {
    try (BufferPool pool = open()) {
      PoolProbe probe = PoolProbe.of(pool);
      long[] ids = Pages.createAll(pool, FRAMES + 1);
      pool.flush();
      long missing = idWhere(ids, id -> !probe.isResident(id));
      long held = idWhere(ids, probe::isResident);
      while (pool.stats().freeFrames() > 0) {
        Pages.read(pool, idWhere(ids, id -> !probe.isResident(id) && id != missing));
      }

      try (Operation op = pool.begin()) {
        PageGuard above = op.guard(0);
        PageGuard below = op.guard(1);
        assertTrue(above.fixShared(held, null));
        assertFalse(fix.on(below, missing), "it would have to wait for a frame");
        assertEquals(PageGuard.Mode.RELEASED, below.mode());
        assertEquals(1, op.latchedPages());
        assertFalse(probe.isResident(missing));

        above.unfix();
        op.restart();
        assertEquals(1, op.restarts());
        assertTrue(probe.isResident(missing));
        assertTrue(probe.isPinned(missing));
        assertFalse(pool.tryEvict(missing), "it stays for the second try");

        assertTrue(above.fixShared(held, null));
        assertTrue(fix.on(below, missing));
      }
      assertFalse(probe.isPinned(missing), "it is let go with the operation");
      assertTrue(pool.tryEvict(missing));
    }
  }

  @Test
  void shouldReadUnderALatchWhenAFrameIsFree() throws Exception {
    try (BufferPool pool = open()) {
      long above = Pages.create(pool, 1);
      long below = Pages.create(pool, 2);
      pool.flush();
      assertTrue(pool.tryEvict(below));
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixExclusive(above, null));
        assertTrue(op.guard(1).fixShared(below, op.guard(0)));
      }
    }
  }

  private static long idWhere(long[] ids, java.util.function.LongPredicate what) {
    return java.util.Arrays.stream(ids).filter(what).findFirst().orElseThrow();
  }
}
