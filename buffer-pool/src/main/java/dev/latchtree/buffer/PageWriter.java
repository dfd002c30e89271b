package dev.latchtree.buffer;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.Locks;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.pagefile.PageSeal;
import dev.latchtree.pagefile.PageStore;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes dirty pages, together with dirty neighbours behind them; but no neighbour makes anybody
 * wait for the log who would not have to for the page itself. (A random one was changed a moment
 * ago, while an evictor's page is cold: most syncs of the log were done for neighbours.)
 *
 * <p><b>Rule P1.</b> A page goes to the file by claim, copy, barrier, write, in this order, and the
 * claim (WRITING in its frame word) is kept until the write has returned: so there is never more
 * than one image of a page on its way, and an older one cannot land last. The copy is taken under
 * an optimistic read, so no latch is held during I/O; the barrier gets the LSN <em>in the
 * copy</em>; DIRTY is cleared only if the version is still the copy's.
 *
 * <p>Latches: none on entry and on return. Only {@link Urgency#MUST} waits for a claim or, after
 * {@link #COPY_TRIES} copies that changed underneath, for a shared latch.
 */
final class PageWriter {

  /** How much a caller needs the page written. */
  enum Urgency {
    /** Like {@link #TRY}, and give up when the log would have to be waited for: evictors first. */
    GLANCE,
    /**
     * Give up when the page is claimed, latched or changing: evictors and the background writer.
     */
    TRY,
    /** Wait: the checkpointer. */
    MUST
  }

  static final int COPY_TRIES = 3;

  private static final long NOT_COPIED = -1;

  private final PageTable table;
  private final Frames frames;
  private final HybridLatch latch;
  private final PageStore store;
  private final LogBarrier barrier;
  private final Consumer<RuntimeException> onWriteFailure;
  private final PoolCounters counters;
  private final int pageSize;
  private final int batch;
  private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();

  private final AtomicInteger waitingForClaim = new AtomicInteger();
  private final ReentrantLock claimLock = Locks.newLock();
  private final Condition claimReleased = claimLock.newCondition();

  PageWriter(
      PageTable table,
      Frames frames,
      HybridLatch latch,
      PageStore store,
      PoolOptions options,
      PoolCounters counters) {
    this.table = table;
    this.frames = frames;
    this.latch = latch;
    this.store = store;
    this.barrier = options.barrier();
    this.onWriteFailure = options.onWriteFailure();
    this.counters = counters;
    this.pageSize = options.pageSize();
    this.batch = options.writeBatch();
  }

  /**
   * Writes {@code pageId}, if it is dirty, and dirty neighbours behind it. Returns how many pages
   * were written; 0 means that it is clean by now or, with {@link Urgency#TRY}, that it could not
   * be had. Failures of barrier and device are thrown, the pages then stay dirty.
   *
   * <p>Checkpoint.tla: PassOver.
   */
  int write(long pageId, Urgency urgency) {
    Batch images = batches.poll();
    if (images == null) {
      images = new Batch(batch, pageSize);
    }
    images.begin(pageId);
    try {
      boolean added = add(images, urgency, urgency != Urgency.GLANCE);
      boolean waits = added && !barrier.isDurable(lsn(images, 0));
      while (added && images.count < batch) {
        added = add(images, Urgency.TRY, waits);
      }
      if (images.count > 0) {
        writeClaimed(images);
      }
      return images.count;
    } finally {
      for (int i = 0; i < images.count; i++) {
        YieldPoint.onPage("give up the claim", images.firstPageId + i);
        releaseClaim(images.entries[i]);
      }
      batches.add(images);
    }
  }

  /** Barrier, write, and clean if nothing has changed. Checkpoint.tla: WritePage, ClearDirty. */
  private void writeClaimed(Batch images) {
    long newest = Long.MIN_VALUE;
    for (int i = 0; i < images.count; i++) {
      PageSeal.stamp(images.bytes, i * pageSize, pageSize);
      newest = Math.max(newest, lsn(images, i));
    }
    barrier.awaitDurable(newest);
    try {
      store.write(images.firstPageId, images.bytes.slice(0, images.count * pageSize));
    } catch (RuntimeException failure) {
      onWriteFailure.accept(failure);
      throw failure;
    }
    for (int i = 0; i < images.count; i++) {
      YieldPoint.onPage("clear dirty", images.firstPageId + i);
      latch.tryClearDirty(images.entries[i], images.seen[i]);
    }
    counters.writes.increment();
    counters.pagesWritten.add(images.count);
  }

  private long lsn(Batch images, int index) {
    return PageSeal.pageLsn(images.bytes, index * pageSize);
  }

  /**
   * Claims and copies the next page of the batch; on true both are kept, on false neither is.
   *
   * @param waits whether the log may be waited for because of this page
   */
  private boolean add(Batch images, Urgency urgency, boolean waits) {
    long entry = table.entry(images.firstPageId + images.count);
    YieldPoint.onPage("claim to write", images.firstPageId + images.count);
    if (entry == PageTable.NO_ENTRY || !isDirty(latch.peek(entry)) || !claim(entry, urgency)) {
      return false;
    }
    boolean copied = false;
    try {
      long seen = waits || needsNoSync(entry) ? copy(entry, images, urgency) : NOT_COPIED;
      if (seen != NOT_COPIED && (waits || barrier.isDurable(lsn(images, images.count)))) {
        images.entries[images.count] = entry;
        images.seen[images.count] = seen;
        images.count++;
        copied = true;
      }
      return copied;
    } finally {
      if (!copied) {
        releaseClaim(entry);
      }
    }
  }

  /**
   * Spares a copy that would be in vain. A guess, asked again of the copy: the page may change
   * meanwhile, or have left its frame.
   */
  private boolean needsNoSync(long entry) {
    return barrier.isDurable(PageImages.lsn(frames.address(table.frame(entry))));
  }

  /**
   * Copies a dirty page whose claim is held; returns the latch word the copy belongs to.
   * Checkpoint.tla: Copy.
   */
  private long copy(long entry, Batch images, Urgency urgency) {
    int start = images.count * pageSize;
    for (int tries = 0; tries < COPY_TRIES; tries++) {
      long seen = urgency == Urgency.MUST ? latch.awaitVersion(entry) : latch.peek(entry);
      if (!isDirty(seen)) {
        return NOT_COPIED;
      }
      if (!LatchWord.isExclusive(seen)) {
        copyFrame(table.frame(entry), images.bytes, start);
        if (latch.validate(entry, seen)) {
          return seen;
        }
      }
    }
    if (urgency != Urgency.MUST) {
      counters.copiesGivenUp.increment();
      return NOT_COPIED;
    }
    latch.lockShared(entry);
    try {
      long seen = latch.peek(entry);
      if (!isDirty(seen)) {
        return NOT_COPIED;
      }
      copyFrame(table.frame(entry), images.bytes, start);
      return seen;
    } finally {
      latch.unlockShared(entry);
    }
  }

  private void copyFrame(int frame, ByteBuffer target, int start) {
    frames.region().copyOut(frames.offset(frame), target.position(start), pageSize);
  }

  private static boolean isDirty(long word) {
    return LatchWord.isDirty(word) && LatchWord.isResident(word);
  }

  // ---- claims

  /** Becomes the one writer of the page. Checkpoint.tla: Claim. */
  private boolean claim(long entry, Urgency urgency) {
    if (table.tryClaimWriting(entry)) {
      return true;
    }
    if (urgency != Urgency.MUST) {
      return false;
    }
    claimLock.lock();
    waitingForClaim.incrementAndGet();
    try {
      while (!table.tryClaimWriting(entry)) {
        claimReleased.awaitUninterruptibly();
      }
      return true;
    } finally {
      waitingForClaim.decrementAndGet();
      claimLock.unlock();
    }
  }

  /** The release is atomic, the count is read after it; a waiter does it the other way round. */
  private void releaseClaim(long entry) {
    table.releaseWriting(entry);
    if (waitingForClaim.get() != 0) {
      claimLock.lock();
      try {
        claimReleased.signalAll();
      } finally {
        claimLock.unlock();
      }
    }
  }

  /** Images of neighbouring pages on their way, with their entries and the words they belong to. */
  private static final class Batch {

    final ByteBuffer bytes;
    final long[] entries;
    final long[] seen;
    long firstPageId;
    int count;

    Batch(int pages, int pageSize) {
      bytes = ByteBuffer.allocateDirect(pages * pageSize).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      entries = new long[pages];
      seen = new long[pages];
    }

    void begin(long pageId) {
      firstPageId = pageId;
      count = 0;
    }
  }
}
