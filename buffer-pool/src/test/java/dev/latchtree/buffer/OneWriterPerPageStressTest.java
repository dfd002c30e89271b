package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.Io;
import dev.latchtree.pagefile.IoHook;
import dev.latchtree.pagefile.PageLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rule P1 where no test can stop a thread, between claim, copy and barrier: the file itself watches
 * every write while two checkpointers, an evictor and writers fight over a few pages.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneWriterPerPageStressTest {

  private static final int PAGE = PageLayout.MAX_PAGE_SIZE; // slow copies, so that they are raced
  private static final int PAGES = 6;
  private static final int LAST_WORD = PAGE - Long.BYTES;
  private static final int FLUSHES = 1500;

  private final HeapStorage storage = new HeapStorage();
  private final ThreadLocal<Long> askedFor = ThreadLocal.withInitial(() -> -1L);
  private final WriteWatch watch = new WriteWatch();

  @Test
  void shouldWriteEachPageByOneThreadInOrderAndBehindItsBarrier() throws Exception {
    long seed = TestRandom.seed(this);
    PoolOptions options =
        PoolOptions.builder()
            .pageSize(PAGE)
            .frames(32)
            .writeBatch(3)
            .barrier(askedFor::set)
            .build();
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
      long[] ids = Pages.createAll(pool, PAGES);
      for (long id : ids) {
        Pages.write(pool, id, 0);
      }
      pool.flush();
      storage.hook(watch);

      AtomicLong clock = new AtomicLong();
      AtomicBoolean over = new AtomicBoolean();
      List<TestThreads.Task<Boolean>> helpers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        SplittableRandom random = TestRandom.stream(seed, i);
        helpers.add(
            TestThreads.run(
                () -> {
                  while (!over.get()) {
                    bump(pool, ids[random.nextInt(PAGES)], clock);
                  }
                }));
      }
      SplittableRandom random = TestRandom.stream(seed, 9);
      helpers.add(
          TestThreads.run(
              () -> {
                while (!over.get()) {
                  pool.tryEvict(ids[random.nextInt(PAGES)]);
                }
              }));
      try {
        TestThreads.runTogether(2, () -> flushAndCompare(pool, ids, clock));
      } finally {
        over.set(true);
      }
      TestThreads.joinAll(helpers);
    }
    assertEquals(List.of(), List.copyOf(watch.faults));
    assertTrue(watch.writes.get() > FLUSHES, "the watch saw the writes");
  }

  /** Optimistic copies of this page hardly ever succeed: the checkpointer has to take a latch. */
  @Test
  void shouldNotGiveUpOnAPageThatNeverStandsStill() throws Exception {
    PoolOptions options =
        PoolOptions.builder().pageSize(PAGE).frames(32).backgroundWriter(false).build();
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options)) {
      long[] id = {Pages.create(pool, 0)};
      AtomicLong clock = new AtomicLong();
      AtomicBoolean over = new AtomicBoolean();
      TestThreads.Task<Boolean> writer =
          TestThreads.run(
              () -> {
                while (!over.get()) {
                  bump(pool, id[0], clock);
                }
              });
      try {
        flushAndCompare(pool, id, clock);
      } finally {
        over.set(true);
      }
      writer.get();
    }
  }

  /** What was there before a flush is in the file after it, however often the copies failed. */
  private void flushAndCompare(BufferPool pool, long[] ids, AtomicLong clock) {
    long[] before = new long[ids.length];
    for (int round = TestRandom.rounds(FLUSHES); round > 0 && watch.faults.isEmpty(); round--) {
      for (int i = 0; i < ids.length; i++) {
        before[i] = Pages.read(pool, ids[i]);
      }
      bump(pool, ids[round % ids.length], clock);
      pool.flush();
      for (int i = 0; i < ids.length; i++) {
        long after = Pages.onDisk(storage, PAGE, ids[i]);
        assertTrue(after >= before[i], "page " + ids[i] + ": " + after + " < " + before[i]);
      }
    }
  }

  /** First and last word and LSN get the same number, larger than any before. */
  private static void bump(BufferPool pool, long id, AtomicLong clock) {
    try (Operation op = pool.begin()) {
      PageGuard page = op.guard(0);
      assertTrue(page.fixExclusive(id, null));
      page.markDirty();
      long now = clock.incrementAndGet();
      Memory.putLong(page.page(), Pages.VALUE, now);
      page.setPageLsn(now);
      Memory.putLong(page.page(), LAST_WORD, now);
    }
  }

  /** Sees every write and keeps what is wrong with it. */
  private final class WriteWatch implements IoHook {

    final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    final AtomicLong writes = new AtomicLong();
    private final ConcurrentHashMap<Long, Thread> underWay = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Long> newest = new ConcurrentHashMap<>();

    @Override
    public void before(Io io) {
      ByteBuffer data = io.data();
      if (data == null || io.length() % PAGE != 0 || isGrowth(data)) {
        return;
      }
      writes.incrementAndGet();
      ByteBuffer images = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      long newestLsn = -1;
      for (int start = 0; start < io.length(); start += PAGE) {
        long id = (io.position() + start) / PAGE;
        Thread other = underWay.putIfAbsent(id, Thread.currentThread());
        if (other != null) {
          faults.add("page " + id + " is written by two threads at once");
        }
        long value = images.getLong(start + Pages.VALUE);
        newestLsn = Math.max(newestLsn, images.getLong(start + PageLayout.PAGE_LSN));
        if (value != images.getLong(start + LAST_WORD) && value != id) {
          faults.add("page " + id + " is torn");
        }
        Long last = newest.put(id, value);
        if (last != null && last > value) {
          faults.add("page " + id + ": " + value + " is written after " + last);
        }
      }
      if (newestLsn != askedFor.get()) {
        faults.add("LSN " + newestLsn + " is written, the barrier saw " + askedFor.get());
      }
    }

    @Override
    public void after(Io io) {
      if (io.kind() == Io.Kind.WRITE) {
        for (int start = 0; start < io.length(); start += PAGE) {
          underWay.remove((io.position() + start) / PAGE, Thread.currentThread());
        }
      }
    }

    /** The file grows by writing zeros; a page has an id. */
    private boolean isGrowth(ByteBuffer data) {
      return data.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(PageLayout.PAGE_ID) == 0;
    }
  }
}
