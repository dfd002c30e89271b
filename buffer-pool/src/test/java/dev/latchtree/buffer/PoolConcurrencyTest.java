package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads over more things than frames. A thing lives in a slot, sometimes moves to a new page
 * while its old one is freed, and counts its changes; readers check that what they validated is
 * whole and no older than what was finished before they began.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolConcurrencyTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final int SLOTS = 400;
  private static final int FRAMES = 48;
  private static final int THREADS = 12;
  private static final int STEPS = 15_000;
  private static final long NO_PAGE = 0;

  /** Where each slot's page is, changed under that page's exclusive latch. */
  private final AtomicLongArray pages = new AtomicLongArray(SLOTS);

  /** The last finished version of each slot. */
  private final AtomicLongArray finished = new AtomicLongArray(SLOTS);

  private final AtomicLong optimisticReads = new AtomicLong();

  @ParameterizedTest
  @EnumSource(Replacement.class)
  void shouldKeepEveryThingWholeAndCurrent(Replacement replacement) throws Exception {
    Storage storage = new HeapStorage();
    run(storage, options().replacement(replacement).build());
  }

  @ParameterizedTest
  @EnumSource(EntrySize.class)
  void shouldKeepEveryThingWholeWithoutTheBackgroundWriter(EntrySize entrySize) throws Exception {
    run(new HeapStorage(), options().entrySize(entrySize).backgroundWriter(false).build());
  }

  @Test
  void shouldKeepEveryThingWholeOnARealFile(@TempDir Path directory) throws Exception {
    try (Storage storage = FileStorage.open(directory)) {
      run(storage, options().build());
    }
  }

  private static PoolOptions.Builder options() {
    return PoolOptions.builder().pageSize(PAGE).frames(FRAMES).writeBatch(4);
  }

  private void run(Storage storage, PoolOptions options) throws Exception {
    long seed = TestRandom.seed(this);
    AtomicBoolean over = new AtomicBoolean();
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
      for (int slot = 0; slot < SLOTS; slot++) {
        move(pool, slot);
      }
      List<TestThreads.Task<Boolean>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = TestRandom.stream(seed, i);
        workers.add(
            TestThreads.run(
                () -> {
                  try {
                    for (int step = TestRandom.rounds(STEPS); step > 0 && !over.get(); step--) {
                      step(pool, random);
                    }
                  } catch (Throwable e) {
                    over.set(true);
                    throw e;
                  }
                }));
      }
      SplittableRandom random = TestRandom.stream(seed, THREADS);
      TestThreads.Task<Boolean> keeper =
          TestThreads.run(
              () -> {
                while (!over.get()) {
                  pool.flush();
                  pool.trim();
                  for (int i = 0; i < 20; i++) {
                    pool.tryEvict(1 + random.nextInt(SLOTS));
                  }
                }
              });
      try {
        TestThreads.joinAll(workers);
      } finally {
        over.set(true);
      }
      keeper.get();
      verifyAll(pool);
      PoolStats stats = pool.stats();
      assertEquals(SLOTS, stats.pages(), "no page id was lost or handed out twice");
      assertTrue(stats.evictions() > SLOTS && stats.misses() > SLOTS, stats::toString);
      assertTrue(optimisticReads.get() > SLOTS);
    }
    try (BufferPool again = BufferPool.open(storage, Pages.FILE, options)) {
      verifyAll(again);
    }
  }

  private void step(BufferPool pool, SplittableRandom random) {
    int slot = random.nextInt(random.nextInt(4) == 0 ? 8 : SLOTS); // some are hot
    int dice = random.nextInt(100);
    if (dice < 45) {
      readOptimistically(pool, slot);
    } else if (dice < 65) {
      readShared(pool, slot);
    } else if (dice < 85) {
      change(pool, slot);
    } else if (dice < 90) {
      move(pool, slot);
    } else {
      readPair(pool, slot, random.nextInt(SLOTS));
    }
  }

  private void readOptimistically(BufferPool pool, int slot) {
    long least = finished.get(slot);
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      while (true) {
        long id = pages.get(slot);
        if (!fixed(page, id, op)) {
          continue;
        }
        boolean whole = SelfCheckingPage.isWhole(page.page(), PAGE);
        long seenSlot = SelfCheckingPage.slot(page.page());
        long version = SelfCheckingPage.version(page.page());
        boolean sameId = pages.get(slot) == id;
        if (page.validate() && sameId) {
          assertTrue(whole, () -> "a validated read of slot " + slot + " is torn");
          assertEquals(slot, seenSlot);
          assertTrue(version >= least, () -> version + " is older than " + least);
          optimisticReads.incrementAndGet();
          return;
        }
        page.unfix();
        op.restart();
      }
    }
  }

  private static boolean fixed(PageGuard page, long id, Operation op) {
    try {
      return op.shouldDescendShared() ? page.fixShared(id, null) : page.fixOptimistic(id);
    } catch (PageNotAllocatedException moved) {
      return false;
    }
  }

  private void readShared(BufferPool pool, int slot) {
    long least = finished.get(slot);
    try (Operation op = pool.begin()) {
      latch(op, slot, false);
      checkLatched(op.guard(0), slot, least);
    }
  }

  /** Two pages at a time, the second under the first one's latch: misses answer no. */
  private void readPair(BufferPool pool, int slot, int other) {
    long least = finished.get(slot);
    try (Operation op = pool.begin()) {
      while (true) {
        latch(op, slot, false);
        checkLatched(op.guard(0), slot, least);
        PageGuard second = op.guard(1);
        long id = pages.get(other);
        if (second.tryFixShared(id)) {
          if (pages.get(other) == id) {
            checkLatched(second, other, 0);
          }
          return;
        }
        op.guard(0).unfix();
        op.restart();
        if (op.restarts() > 4) {
          return; // somebody holds it, or it is gone
        }
      }
    }
  }

  private static void checkLatched(PageGuard page, int slot, long least) {
    assertTrue(SelfCheckingPage.isWhole(page.page(), PAGE), () -> "slot " + slot + " is torn");
    assertEquals(slot, SelfCheckingPage.slot(page.page()));
    assertTrue(SelfCheckingPage.version(page.page()) >= least);
  }

  private void change(BufferPool pool, int slot) {
    try (Operation op = pool.begin()) {
      latch(op, slot, true);
      PageGuard page = op.guard(0);
      long version = SelfCheckingPage.version(page.page());
      assertEquals(finished.get(slot), version, "a change was lost");
      page.markDirty();
      SelfCheckingPage.write(page.page(), PAGE, slot, version + 1);
      page.setPageLsn(version + 1);
      finished.set(slot, version + 1);
    }
  }

  /** Puts the slot on a new page and frees the one it was on. */
  private void move(BufferPool pool, int slot) {
    long freed = NO_PAGE;
    try (Operation op = pool.begin();
        Reservation room = op.reserve(1)) {
      PageGuard old = op.guard(0);
      PageGuard fresh = op.guard(1);
      if (pages.get(slot) != NO_PAGE) {
        latch(op, slot, true);
        freed = old.pageId();
      }
      long version = finished.get(slot) + 1;
      fresh.fixNew(room);
      SelfCheckingPage.write(fresh.page(), PAGE, slot, version);
      pages.set(slot, fresh.pageId());
      finished.set(slot, version);
      if (freed != NO_PAGE) {
        old.discard();
      }
    }
    if (freed != NO_PAGE) {
      pool.recycle(freed);
    }
  }

  /** Latches the page the slot is on at this moment, in guard 0. */
  private void latch(Operation op, int slot, boolean exclusive) {
    PageGuard page = op.guard(0);
    while (true) {
      long id = pages.get(slot);
      try {
        assertTrue(exclusive ? page.fixExclusive(id, null) : page.fixShared(id, null));
        if (pages.get(slot) == id) {
          return;
        }
        page.unfix();
      } catch (PageNotAllocatedException moved) {
        // look where it is now
      }
    }
  }

  private void verifyAll(BufferPool pool) {
    for (int slot = 0; slot < SLOTS; slot++) {
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(pages.get(slot), null));
        checkLatched(op.guard(0), slot, finished.get(slot));
        assertEquals(finished.get(slot), SelfCheckingPage.version(op.guard(0).page()));
      }
    }
  }
}
