package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.TestThreads.Task;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule P4 as the pool's users meet it: holders, versions, restarts. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageVersionTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  private static BufferPool open(PoolOptions.Builder options) throws Exception {
    return BufferPool.open(
        new HeapStorage(), Pages.FILE, options.pageSize(PAGE).backgroundWriter(false).build());
  }

  @Test
  void shouldMakeTheHolderAfterTheLargestCountWait() throws Exception {
    try (BufferPool pool = open(PoolOptions.builder().guards(1024).frames(2048))) {
      long id = Pages.create(pool, 0);
      PoolProbe probe = PoolProbe.of(pool);
      try (Operation op = pool.begin()) {
        for (int i = 0; i < LatchWord.MAX_SHARED; i++) {
          assertTrue(op.guard(i).fixShared(id, null));
        }
        PageGuard oneMore = op.guard(LatchWord.MAX_SHARED);
        assertEquals(LatchWord.MAX_SHARED, LatchWord.sharedCount(probe.word(id)));
        assertFalse(oneMore.tryFixShared(id));
        assertTrue(oneMore.fixOptimistic(id), "an optimistic reader needs no place");
        assertFalse(oneMore.share());
        oneMore.unfix();

        Task<Boolean> waiter =
            TestThreads.start(
                    () -> {
                      try (Operation other = pool.begin()) {
                        return other.guard(0).fixShared(id, null);
                      }
                    })
                .awaitBlocked();
        assertEquals(LatchWord.MAX_SHARED, LatchWord.sharedCount(probe.word(id)));
        assertFalse(LatchWord.isMarked(probe.word(id)), "the count did not run over");
        op.guard(0).unfix();
        assertTrue(waiter.get());
      }
      assertEquals(0, LatchWord.sharedCount(probe.word(id)));
    }
  }

  @Test
  void shouldHoldBackSharersWhileAnExclusiveWaiterIsThere() throws Exception {
    try (BufferPool pool = open(PoolOptions.builder().frames(32))) {
      long id = Pages.create(pool, 0);
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(id, null));
        Task<Boolean> writer = TestThreads.run(() -> Pages.write(pool, id, 1)).awaitBlocked();
        assertFalse(op.guard(1).tryFixShared(id), "or the writer might wait for ever");
        op.guard(0).unfix();
        writer.get();
        assertTrue(op.guard(1).tryFixShared(id));
      }
    }
  }

  @Test
  void shouldMoveTheVersionWithEveryChangeOfWhatAReaderWouldSee() throws Exception {
    try (BufferPool pool = open(PoolOptions.builder().frames(32))) {
      long id = Pages.create(pool, 1);
      PoolProbe probe = PoolProbe.of(pool);
      assertFails(pool, id, "change", () -> Pages.write(pool, id, 2));
      assertFails(pool, id, "eviction", () -> assertTrue(pool.tryEvict(id)));

      long absent = probe.version(id);
      Pages.read(pool, id);
      assertTrue(probe.version(id) > absent, "load");
      assertFails(pool, id, "discard", () -> Pages.free(pool, id));
      long free = probe.version(id);
      assertEquals(id, Pages.create(pool, 3));
      assertTrue(probe.version(id) > free, "re-use");

      try (Operation reader = pool.begin()) {
        assertTrue(reader.guard(0).fixOptimistic(id));
        Pages.free(pool, id);
        Pages.create(pool, 4);
        assertFalse(reader.guard(0).validate(), "free and re-use in between");
        assertFalse(reader.guard(0).upgrade());
        assertFalse(reader.guard(0).share());
        assertEquals(PageGuard.Mode.OPTIMISTIC, reader.guard(0).mode());
      }
    }
  }

  @Test
  void shouldKeepTheVersionThroughLatchesThatChangedNothing() throws Exception {
    try (BufferPool pool = open(PoolOptions.builder().frames(32))) {
      long id = Pages.create(pool, 1);
      try (Operation reader = pool.begin();
          Operation other = pool.begin()) {
        assertTrue(reader.guard(0).fixOptimistic(id));
        assertTrue(other.guard(0).fixShared(id, null));
        assertTrue(reader.guard(0).validate());
        assertTrue(reader.guard(0).share(), "beside another holder");
        reader.guard(0).unfix();
        other.guard(0).unfix();

        assertTrue(reader.guard(0).fixOptimistic(id));
        assertTrue(other.guard(0).fixExclusive(id, null));
        assertFalse(reader.guard(0).validate(), "it may be changing");
        other.guard(0).unfix();
        assertTrue(reader.guard(0).validate(), "it was not changed");
        pool.flush();
        assertTrue(reader.guard(0).upgrade(), "writing it to the file is no change");
      }
    }
  }

  @Test
  void shouldBoundTheRestartsOfAReaderByTakingLatches() throws Exception {
    try (BufferPool pool = open(PoolOptions.builder().frames(32))) {
      long id = Pages.create(pool, 1);
      try (Operation op = pool.begin();
          Operation writer = pool.begin()) {
        PageGuard page = op.guard(0);
        int tries = 0;
        boolean done = false;
        while (!done) {
          tries++;
          boolean shared = op.shouldDescendShared();
          assertTrue(shared ? page.fixShared(id, null) : page.fixOptimistic(id));
          Memory.getLong(page.page(), Pages.VALUE);
          // A writer that is always in between, if it can be.
          PageGuard other = writer.guard(0);
          if (other.tryFixExclusive(id)) {
            other.markDirty();
            other.unfix();
          }
          done = page.validate();
          page.unfix();
          if (!done) {
            op.restart();
          }
        }
        assertEquals(Operation.RESTARTS_BEFORE_SHARED + 1, tries);
        assertEquals(Operation.RESTARTS_BEFORE_SHARED, op.restarts());
      }
      assertEquals(Operation.RESTARTS_BEFORE_SHARED, pool.stats().restarts());
      try (Operation fresh = pool.begin()) {
        assertEquals(0, fresh.restarts());
        assertFalse(fresh.shouldDescendShared());
      }
    }
  }

  private static void assertFails(BufferPool pool, long id, String what, Runnable change) {
    try (Operation reader = pool.begin()) {
      PageGuard page = reader.guard(0);
      assertTrue(page.fixOptimistic(id));
      assertTrue(page.validate());
      change.run();
      assertFalse(page.validate(), what);
    }
  }
}
