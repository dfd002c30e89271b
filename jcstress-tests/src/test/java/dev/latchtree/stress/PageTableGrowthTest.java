package dev.latchtree.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PageNotAllocatedException;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Readers of the page table while it grows, chunk by chunk. A chunk is half a megabyte that is
 * never given back before the pool is closed: too much for each of a million jcstress states.
 */
class PageTableGrowthTest {

  private static final long CHUNK = 32_768;
  private static final int CHUNKS = 12;

  /** Pages on this distance are kept; the ids between are used up without a page. */
  private static final int KEPT = 512;

  private static final int BATCH = 64;
  private static final int READERS = 2;

  /** All kept pages up to this id are there. */
  private volatile long newestKept;

  private volatile boolean done;

  @Test
  @Timeout(60)
  void shouldFindTheRightEntryWhileTheTableGrows() throws Exception {
    PoolOptions options =
        PoolOptions.builder()
            .pageSize(PageLayout.MIN_PAGE_SIZE)
            .frames(CHUNKS * CHUNK / KEPT + 2 * BATCH)
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    try (BufferPool pool = BufferPool.inMemory(options)) {
      Future<?> grower = threads.submit(() -> grow(pool));
      Future<?>[] readers = new Future<?>[READERS];
      for (int i = 0; i < READERS; i++) {
        long seed = i;
        readers[i] = threads.submit(() -> read(pool, new SplittableRandom(seed)));
      }
      grower.get();
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertTrue(pool.highWater() > (CHUNKS - 1) * CHUNK);
    } finally {
      threads.shutdown();
      assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
    }
  }

  private void grow(BufferPool pool) {
    try {
      long last = 0;
      while (last < (CHUNKS - 1) * CHUNK + KEPT) {
        try (Operation operation = pool.begin();
            Reservation room = operation.reserve(BATCH)) {
          PageGuard page = operation.guard(0);
          while (room.remaining() > 0) {
            page.fixNew(room);
            last = page.pageId();
            if (last % KEPT == 0) {
              Memory.putLong(page.page(), PageLayout.HEADER_SIZE, last);
              page.unfix();
              newestKept = last;
            } else {
              page.discard(); // and never recycled: the next reservation grows the table
            }
          }
        }
      }
    } finally {
      done = true;
    }
  }

  private void read(BufferPool pool, SplittableRandom random) {
    while (!done) {
      long newest = newestKept;
      if (newest != 0) {
        readKept(pool, newest);
        readKept(pool, KEPT * (1 + random.nextLong(newest / KEPT)));
      }
      readUnknown(pool, pool.highWater() + random.nextLong(2 * CHUNK));
    }
  }

  private static void readKept(BufferPool pool, long pageId) {
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      long found;
      do {
        page.unfix();
        page.fixOptimistic(pageId);
        found = Memory.getLong(page.page(), PageLayout.HEADER_SIZE);
      } while (!page.validate());
      assertEquals(pageId, found);
    }
  }

  /** An id beyond the high-water mark of just now: not allocated, or by now a page of its own. */
  private static void readUnknown(BufferPool pool, long pageId) {
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      page.fixOptimistic(pageId);
      long found = Memory.getLong(page.page(), PageLayout.PAGE_ID);
      assertTrue(!page.validate() || found == pageId, () -> "page " + pageId + " holds " + found);
    } catch (PageNotAllocatedException expected) {
      assertTrue(String.valueOf(expected.getMessage()).contains(Long.toString(pageId)));
    }
  }
}
