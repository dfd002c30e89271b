package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.TestThreads.Task;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule P2: a page counts as dirty from markDirty() on, not from the end of the change. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DirtyFirstTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  private final HeapStorage storage = new HeapStorage();
  private final AtomicLong log = new AtomicLong(1000);

  @Test
  void shouldMakeACheckpointWaitForAChangeWhoseLsnIsTaken() throws Exception {
    try (BufferPool pool = open()) {
      long left = Pages.create(pool, 0);
      long right = Pages.create(pool, 0);
      pool.flush();
      PoolProbe probe = PoolProbe.of(pool);
      Task<Boolean> checkpoint;
      try (Operation op = pool.begin()) {
        PageGuard first = op.guard(0);
        PageGuard second = op.guard(1);
        assertTrue(first.fixExclusive(left, null));
        assertTrue(second.fixExclusive(right, null));
        first.markDirty();
        second.markDirty();
        assertTrue(probe.isDirty(left), "while it is latched");
        assertTrue(probe.isDirty(right));
        long lsn = log.incrementAndGet();

        checkpoint = TestThreads.run(pool::flush).awaitBlocked();
        for (PageGuard page : new PageGuard[] {first, second}) {
          Memory.putLong(page.page(), Pages.VALUE, 1);
          page.setPageLsn(lsn);
        }
        assertFalse(checkpoint.isDone());
      }
      checkpoint.get();
      assertEquals(1, Pages.onDisk(storage, PAGE, left));
      assertEquals(1, Pages.onDisk(storage, PAGE, right));
      assertEquals(log.get(), Pages.lsnOnDisk(storage, PAGE, right));
    }
  }

  @Test
  void shouldMakeACheckpointWaitForANewPage() throws Exception {
    try (BufferPool pool = open()) {
      Task<Boolean> checkpoint;
      long id;
      try (Operation op = pool.begin();
          Reservation room = op.reserve(1)) {
        op.guard(0).fixNew(room);
        id = op.guard(0).pageId();
        checkpoint = TestThreads.run(pool::flush).awaitBlocked();
        Memory.putLong(op.guard(0).page(), Pages.VALUE, 5);
      }
      checkpoint.get();
      assertEquals(5, Pages.onDisk(storage, PAGE, id));
    }
  }

  @Test
  void shouldRefuseAnLsnOnAPageThatIsNotMarked() throws Exception {
    try (BufferPool pool = open()) {
      long id = Pages.create(pool, 0);
      try (Operation op = pool.begin()) {
        PageGuard page = op.guard(0);
        assertTrue(page.fixExclusive(id, null));
        assertThrows(IllegalStateException.class, () -> page.setPageLsn(1));
        page.markDirty();
        page.setPageLsn(1);
        assertEquals(1, page.pageLsn());
      }
    }
  }

  private BufferPool open() throws Exception {
    return BufferPool.open(
        storage,
        Pages.FILE,
        PoolOptions.builder().pageSize(PAGE).frames(32).backgroundWriter(false).build());
  }
}
