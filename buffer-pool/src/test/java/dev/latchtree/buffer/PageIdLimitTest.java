package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine needs that notes the pages in use on pages: a limit, places, pins. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PageIdLimitTest {

  private static final int FRAMES = 32;

  private static BufferPool open() throws Exception {
    return BufferPool.open(
        new HeapStorage(),
        Pages.FILE,
        PoolOptions.builder()
            .pageSize(PageLayout.MIN_PAGE_SIZE)
            .frames(FRAMES)
            .backgroundWriter(false)
            .build());
  }

  private static long createAt(BufferPool pool, long id) {
    try (Operation op = pool.begin();
        Reservation room = op.reservePage(id)) {
      op.guard(0).fixNew(room);
      return op.guard(0).pageId();
    }
  }

  private static void discard(BufferPool pool, long id) {
    try (Operation op = pool.begin()) {
      assertTrue(op.guard(0).fixExclusive(id, null));
      op.guard(0).discard();
      op.recycle(id);
    }
  }

  @Test
  void shouldHandOutNoIdFromTheLimitOn() throws Exception {
    try (BufferPool pool = open()) {
      pool.limitIds(4);
      try (Operation op = pool.begin()) {
        assertNull(op.tryReserve(4), "ids 1 to 3 are left");
        assertThrows(IllegalStateException.class, () -> op.reserve(4));
        Reservation three = op.tryReserve(3);
        assertNotNull(three, "a refusal has taken nothing");
        assertEquals(1, three.peekPageId());
        three.close();
      }
      assertEquals(4, pool.highWater());
      pool.limitIds(5);
      try (Operation op = pool.begin()) {
        Reservation four = op.tryReserve(4);
        assertNotNull(four, "those given back count");
      }
    }
  }

  @Test
  void shouldMakeAPageAboveTheLimitAndKeepItFromOthers() throws Exception {
    try (BufferPool pool = open()) {
      pool.limitIds(4);
      assertEquals(1, Pages.create(pool, 0));
      assertEquals(6, createAt(pool, 6), "2 to 5 are passed over");
      try (Operation op = pool.begin()) {
        assertNull(op.tryReserve(3), "only 2 and 3 are below the limit");
      }
      long below = Pages.create(pool, 0);
      assertTrue(below == 2 || below == 3, () -> "it is " + below);
      assertThrows(IllegalStateException.class, () -> createAt(pool, 6));
      assertThrows(IllegalStateException.class, () -> createAt(pool, below));
      assertEquals(4, createAt(pool, 4));
      discard(pool, 4);
      assertEquals(5 - below, Pages.create(pool, 0), "4 is free, and not below the limit");
      try (Operation op = pool.begin()) {
        assertNull(op.tryReserve(1));
      }
      pool.limitIds(6);
      long[] last = {Pages.create(pool, 0), Pages.create(pool, 0)};
      assertEquals(9, last[0] + last[1], "4 and 5, and only they");
      try (Operation op = pool.begin()) {
        assertNull(op.tryReserve(1));
      }
    }
  }

  @Test
  void shouldGiveBackAnUnusedPlace() throws Exception {
    try (BufferPool pool = open()) {
      pool.limitIds(2);
      try (Operation op = pool.begin();
          Reservation room = op.reservePage(3)) {
        assertEquals(3, room.peekPageId());
      }
      assertFalse(pool.isPage(3));
      assertEquals(3, createAt(pool, 3));
      assertTrue(pool.isPage(3));
    }
  }

  @Test
  void shouldKeepAPinnedPageInMemory() throws Exception {
    try (BufferPool pool = open()) {
      long pinned = Pages.create(pool, 7);
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(pinned, null));
        op.guard(0).pin();
      }
      pool.flush();
      PoolProbe probe = PoolProbe.of(pool);
      long[] others = Pages.createAll(pool, 4 * FRAMES);
      for (int round = 0; round < 3; round++) {
        for (long id : others) {
          assertEquals(id, Pages.read(pool, id));
          assertTrue(probe.isResident(pinned));
        }
      }
      assertFalse(pool.tryEvict(pinned));
      Pages.write(pool, pinned, 8);
      pool.flush();
      assertFalse(probe.isDirty(pinned), "it is written like any other");
    }
  }

  @Test
  void shouldPinAnEighthOfThePoolAtMost() throws Exception {
    try (BufferPool pool = open()) {
      long[] ids = Pages.createAll(pool, FRAMES / 8 + 1);
      try (Operation op = pool.begin()) {
        PageGuard page = op.guard(0);
        for (int i = 0; i < FRAMES / 8; i++) {
          pool.requirePinnable();
          assertTrue(page.fixShared(ids[i], null));
          page.pin();
          page.unfix();
        }
        assertThrows(PoolFullException.class, pool::requirePinnable);
        assertTrue(page.fixShared(ids[FRAMES / 8], null));
        assertThrows(PoolFullException.class, page::pin);
      }
      assertFalse(PoolProbe.of(pool).isPinned(ids[FRAMES / 8]));
    }
  }

  @Test
  void shouldPinOnlyWhatIsLatched() throws Exception {
    try (BufferPool pool = open()) {
      long id = Pages.create(pool, 1);
      try (Operation op = pool.begin()) {
        PageGuard page = op.guard(0);
        assertThrows(IllegalStateException.class, page::pin);
        assertTrue(page.fixOptimistic(id));
        assertThrows(IllegalStateException.class, page::pin);
      }
      assertFalse(PoolProbe.of(pool).isPinned(id));
    }
  }
}
