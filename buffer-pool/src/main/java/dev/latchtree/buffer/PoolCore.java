package dev.latchtree.buffer;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.latch.OffHeapLatch;
import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageStore;
import dev.latchtree.spi.ReplacementPolicy;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a pool, wired, and its life from open to close. {@link BufferPool} is the handle
 * that users hold; the core outlives a forgotten handle so that it can be reported and freed.
 */
final class PoolCore {

  private static final int MAX_SUPPRESSED = 16;

  /** Fewer than a frame word can count for one page. */
  private static final int MAX_PINS = 60_000;

  final PoolOptions options;
  final PageStore store;
  final PageTable table;
  final Frames frames;
  final FreeFrames free;
  final HybridLatch latch;
  final PageIds ids;
  final PageWriter writer;
  final Evictor evictor;
  final BackgroundWriter background;
  final FrameSupply supply;
  final PageLoader loader;
  final PoolCounters counters = new PoolCounters();
  final OperationGate gate;

  /** Frames that reservations may hold in all: the rest keeps reads going. */
  final int reservable;

  /** Fair, so that a stream of small reservations does not keep a large one out. */
  final Semaphore reservations;

  /** Pages kept in their frames for operations that restart; see {@link Operation}. */
  final AtomicInteger pins = new AtomicInteger();

  final int mostPins;

  /** Pages kept in their frames for good; see {@link PageGuard#pin()}. */
  final AtomicInteger kept = new AtomicInteger();

  final int mostKept;

  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable Thread closer;
  private final CountDownLatch closed = new CountDownLatch(1);

  PoolCore(PageStore store, PoolOptions options) {
    this.options = options;
    this.store = store;
    ReplacementPolicy policy = options.replacement().get();
    this.free = new FreeFrames(options.frames());
    this.table = new PageTable(options.entrySize());
    this.frames = new Frames(options.frames(), options.pageSize());
    this.latch = new OffHeapLatch(options.waitStrategy(), table::pageId);
    this.ids = new PageIds(table, store);
    this.writer = new PageWriter(table, frames, latch, store, options, counters);
    this.evictor = new Evictor(table, frames, free, latch, writer, counters, policy);
    this.background =
        new BackgroundWriter(
            free,
            evictor,
            ids,
            options.frames(),
            options.backgroundWriter() && store.isPersistent());
    this.supply =
        new FrameSupply(free, evictor, background, counters, options, store.isPersistent());
    this.loader = new PageLoader(table, frames, latch, store, supply, counters);
    this.gate = new OperationGate(this);
    this.reservable = store.isPersistent() ? options.frames() / 2 : options.frames();
    this.reservations = new Semaphore(reservable, true);
    this.mostPins = Math.max(1, Math.min(MAX_PINS, options.frames() / 4));
    this.mostKept = Math.max(1, options.frames() / 8);
    adoptPages();
  }

  /** Pages that were in the file at open are absent, not free. */
  private void adoptPages() {
    long pages = store.pagesAtOpen();
    boolean adopted = false;
    try {
      table.ensure(pages);
      for (long id = 1; id < pages; id++) {
        Memory.putLong(table.entry(id), 0, LatchWord.ABSENT);
      }
      adopted = true;
    } finally {
      if (!adopted) {
        table.close();
        frames.close();
      }
    }
  }

  /** Frames that open reservations hold or may still take. */
  int reservedFrames() {
    return reservable - reservations.availablePermits();
  }

  void start() {
    background.start(store.describe());
  }

  /** Makes an id with its frame a page: zero, dirty, latched exclusively by the caller. */
  long initialize(long pageId, int frame) {
    long entry = table.entry(pageId);
    latch.lockExclusive(entry); // only readers with a stale id can be in the way, and not for long
    if (!LatchWord.isFree(latch.peek(entry))) {
      latch.unlockExclusiveUnchanged(entry);
      throw new IllegalStateException("page " + pageId + " was reserved but is in use");
    }
    table.attach(entry, frame);
    frames.setOwner(frame, pageId);
    PageImages.clear(frames.address(frame), options.pageSize(), pageId);
    latch.changeHeld(
        entry, LatchWord.STATE_MASK | LatchWord.MARKED, LatchWord.RESIDENT | LatchWord.DIRTY);
    return entry;
  }

  /** Makes a page free; the caller holds it exclusively and has let go of it on return. */
  void discard(long pageId, long entry) {
    ids.discarded(pageId);
    int frame = table.frame(entry);
    table.detach(entry);
    frames.setOwner(frame, Frames.NO_PAGE);
    latch.changeHeld(
        entry, LatchWord.STATE_MASK | LatchWord.MARKED | LatchWord.DIRTY, LatchWord.FREE);
    try {
      latch.unlockExclusive(entry);
    } finally {
      supply.give(frame);
    }
  }

  void requirePinnable() {
    if (kept.get() >= mostKept) {
      throw new PoolFullException(
          mostKept
              + " of this pool's "
              + options.frames()
              + " pages are pinned, which is the most; raise its size");
    }
  }

  boolean isPage(long pageId) {
    long entry = table.entry(pageId);
    return entry != PageTable.NO_ENTRY && !LatchWord.isFree(latch.peek(entry));
  }

  /**
   * Makes a page that nobody uses free, whatever it is now; its id waits for {@link
   * PageIds#recycle}.
   */
  void declareFree(long pageId) {
    long entry = table.entry(pageId);
    if (entry == PageTable.NO_ENTRY || pageId == Frames.NO_PAGE || pageId >= ids.highWater()) {
      throw new IllegalStateException("page " + pageId + " is not in " + store.describe());
    }
    latch.lockExclusive(entry);
    if (LatchWord.isResident(latch.peek(entry))) {
      discard(pageId, entry);
      return;
    }
    ids.discarded(pageId);
    latch.changeHeld(entry, LatchWord.STATE_MASK, LatchWord.FREE);
    latch.unlockExclusive(entry);
  }

  /**
   * Writes pages in their order, and the rest even if some cannot be written; then the first
   * failure is thrown.
   *
   * @param writes writes one page, and its neighbours
   */
  void writeAll(long[] pages, LongConsumer writes) {
    RuntimeException failure = null;
    for (long pageId : pages) {
      try {
        writes.accept(pageId);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e && failure.getSuppressed().length < MAX_SUPPRESSED) {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Writes a page if it is dirty, and neighbours; returns how many were written. */
  long write(long pageId) {
    return writer.write(pageId, PageWriter.Urgency.MUST);
  }

  /** The pages that are dirty now, in order. Checkpoint.tla: Scan. */
  long[] dirtyPages() {
    long[] dirty = new long[frames.count()];
    int count = 0;
    for (int frame = 1; frame <= frames.count(); frame++) {
      long pageId = frames.owner(frame);
      if (pageId != Frames.NO_PAGE && LatchWord.isDirty(latch.peek(table.entry(pageId)))) {
        dirty[count++] = pageId;
      }
    }
    long[] sorted = Arrays.copyOf(dirty, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Makes durable all that was written, by whomever. Checkpoint.tla: SyncPages. */
  void sync() {
    store.sync();
    counters.syncs.increment();
  }

  /**
   * Ends the pool: later operations are refused, those under way complete, dirty pages are written
   * and synced, then the memory is freed. Whoever calls it while it is going on waits for the end.
   *
   * @throws IllegalStateException from inside an operation or a callback of this pool
   */
  void close(boolean writes) {
    gate.requireOutside("close()");
    if (background.isCurrentThread() || closer == Thread.currentThread()) {
      throw new IllegalStateException("close() called from a callback of the pool");
    }
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    closer = Thread.currentThread();
    try {
      Cleanup.all(
          gate::closeAndDrain,
          background::stop,
          writes ? this::flushOnClose : () -> {},
          store::close,
          table::close,
          frames::close);
    } finally {
      closer = null;
      closed.countDown();
    }
  }

  private void flushOnClose() {
    if (store.isWritable()) {
      Cleanup.all(
          () -> writeAll(dirtyPages(), this::write),
          () -> store.truncate(ids.highWater()),
          this::sync);
    }
  }

  private void awaitClosed() {
    boolean interrupted = false;
    while (true) {
      try {
        closed.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isClosing() {
    return closing.get();
  }

  PoolStats stats() {
    return new PoolStats(
        options.frames(),
        free.size(),
        ids.highWater() - 1 - ids.unusedCount(),
        gate.hits(),
        counters.loads.sum(),
        counters.evictions.sum(),
        counters.pagesWritten.sum(),
        counters.writes.sum(),
        counters.copiesGivenUp.sum(),
        counters.syncs.sum(),
        latch.waits(),
        latch.handOvers(),
        counters.foregroundSweeps.sum(),
        counters.frameWaits.sum(),
        counters.restarts.sum());
  }
}
