package dev.latchtree.stress.jcstress;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.buffer.Operation;
import dev.latchtree.buffer.PageGuard;
import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Reservation;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The pool that the states of one test class share, over a file in memory, with a stand-in for the
 * log.
 *
 * <p>States take turns on its pages: {@link #PAGES} outnumber the 256 x 40 states that are alive at
 * once by default, also where a state takes two. Both words of a page have the same value, in the
 * upper half of which is the page id, so that every other page's content is told from its own.
 *
 * <p>Besides, there are pages that are absent except while {@link #useFreedFrame} runs. With as
 * many frames as pages there is no free frame when that happens but one that a page has just left,
 * which makes the other page overwrite it.
 *
 * <pre>
 *  offset  field
 *       0  header of the page
 *      64  left
 *     192  pointer      id of a child, in the scenarios that have parents
 *    2112  right
 * </pre>
 */
final class StressPool {

  static final int PAGES = 24 * 1024;

  private static final int OTHERS = 64;
  private static final int GUARDS = 2;
  private static final int PAGE_SIZE = PageLayout.MIN_PAGE_SIZE;
  private static final int SLACK = 1 << 20;

  private static final int LEFT = 64;
  private static final int POINTER = 192;
  private static final int RIGHT = 2112;

  private final BufferPool pool;
  private final AtomicLong nextPage = new AtomicLong();
  private final AtomicLong nextOther = new AtomicLong();
  private final AtomicLong nextLsn = new AtomicLong();

  /** What this thread waited for since its last write; the pool waits and writes on one thread. */
  private final ThreadLocal<long[]> awaited = ThreadLocal.withInitial(() -> new long[1]);

  /** By page id: how often it was written although its LSN had not been waited for. */
  private final AtomicIntegerArray tooEarly = new AtomicIntegerArray(1 + PAGES + OTHERS);

  private StressPool(int frames) {
    MemoryStorage storage =
        new MemoryStorage((1L + PAGES + OTHERS) * PAGE_SIZE + SLACK, this::beforeWrite);
    PoolOptions options =
        PoolOptions.builder()
            .pageSize(PAGE_SIZE)
            .frames(frames)
            .guards(GUARDS)
            .backgroundWriter(false)
            .writeBatch(1)
            .barrier(lsn -> awaited.get()[0] = lsn)
            .build();
    try {
      pool = BufferPool.open(storage, "pages", options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < PAGES + OTHERS; i++) {
      create();
    }
    pool.flush();
    for (long other = PAGES + 1; other <= PAGES + OTHERS; other++) {
      pool.tryEvict(other);
    }
  }

  /** With a frame for each page: they leave memory only when a scenario says so. */
  static StressPool large() {
    return new StressPool(PAGES);
  }

  /** With few frames: each page that comes in drives another one out. */
  static StressPool small() {
    return new StressPool(OTHERS);
  }

  private void create() {
    try (Operation operation = pool.begin();
        Reservation room = operation.reserve(1)) {
      PageGuard page = operation.guard(0);
      page.fixNew(room);
      setBoth(page, firstValue(page.pageId()));
    }
  }

  // ---- pages for states

  long nextPageId() {
    return 1 + nextPage.getAndIncrement() % PAGES;
  }

  static long firstValue(long pageId) {
    return pageId << Integer.SIZE;
  }

  /** The value of a page that nobody else uses now; brings it in. */
  long value(long pageId) {
    try (Operation operation = pool.begin()) {
      PageGuard page = operation.guard(0);
      page.fixShared(pageId, null);
      if (left(page) != right(page) || left(page) >>> Integer.SIZE != pageId) {
        throw new IllegalStateException(
            "page " + pageId + " holds " + left(page) + " and " + right(page));
      }
      return left(page);
    }
  }

  static long left(PageGuard page) {
    return Memory.getLong(page.page(), LEFT);
  }

  static void setLeft(PageGuard page, long value) {
    Memory.putLong(page.page(), LEFT, value);
  }

  static long right(PageGuard page) {
    return Memory.getLong(page.page(), RIGHT);
  }

  static void setRight(PageGuard page, long value) {
    Memory.putLong(page.page(), RIGHT, value);
  }

  static void setBoth(PageGuard page, long value) {
    setLeft(page, value);
    setRight(page, value);
  }

  static long pointer(PageGuard page) {
    return Memory.getLong(page.page(), POINTER);
  }

  static void setPointer(PageGuard page, long pageId) {
    Memory.putLong(page.page(), POINTER, pageId);
  }

  // ---- what scenarios do

  Operation begin() {
    return pool.begin();
  }

  boolean tryEvict(long pageId) {
    return pool.tryEvict(pageId);
  }

  void flush() {
    pool.flush();
  }

  /** Lets another page come in, into the frame that was left last, and go again. */
  void useFreedFrame() {
    long other = PAGES + 1 + nextOther.getAndIncrement() % OTHERS;
    value(other);
    pool.tryEvict(other);
  }

  /** Makes a page of the id that was discarded last, with this content. */
  void reuse(long pageId, long value) {
    pool.recycle(pageId);
    try (Operation operation = pool.begin();
        Reservation room = operation.reserve(1)) {
      PageGuard page = operation.guard(0);
      page.fixNew(room);
      if (page.pageId() != pageId) {
        throw new IllegalStateException("got page " + page.pageId() + " instead of " + pageId);
      }
      setBoth(page, value);
    }
  }

  // ---- the log's stand-in

  /** An LSN newer than all before. */
  long nextLsn() {
    return nextLsn.incrementAndGet();
  }

  /** How often this page reached the file before its LSN was waited for, since last asked. */
  int takeTooEarly(long pageId) {
    return tooEarly.getAndSet((int) pageId, 0);
  }

  private void beforeWrite(ByteBuffer source, long position) {
    if (position == 0) {
      return; // the header of the file
    }
    long lsn =
        source
            .duplicate()
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong(source.position() + PageLayout.PAGE_LSN);
    long[] waitedFor = awaited.get();
    if (lsn > waitedFor[0]) {
      tooEarly.incrementAndGet((int) (position / PAGE_SIZE));
    }
    waitedFor[0] = 0;
  }
}
