package dev.latchtree.buffer;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.YieldPoint;
import org.jspecify.annotations.Nullable;

/**
 * One page in the hands of one operation: a small state machine.
 *
 * <pre>
 *   RELEASED --fixOptimistic--> OPTIMISTIC --share--> SHARED
 *       |                            '------upgrade--> EXCLUSIVE
 *       |--fixShared--> SHARED
 *       '--fixExclusive, fixNew--> EXCLUSIVE
 *   any state --unfix--> RELEASED          EXCLUSIVE --discard--> RELEASED
 * </pre>
 *
 * <p><b>A no is a return value.</b> A fix answers false when the caller has to let go of everything
 * and begin again ({@link Operation#restart()}): the parent had changed, or waiting for a frame
 * would have been needed under a latch. The guard is RELEASED then.
 *
 * <p><b>Parents.</b> A page id read from an optimistically held page may be stale. Passing that
 * page's guard as {@code parent} makes the fix validate it <em>after</em> the child's version was
 * read or its latch taken, and before any failure to get the child is raised (rule P5). A parent
 * held shared or exclusively always validates.
 *
 * <p>Bytes read through an OPTIMISTIC guard may be torn: clamp every offset that came out of the
 * page, and believe nothing before {@link #validate()}.
 *
 * <p>Latches: each fix that answers true has taken what its name says; each that answers false or
 * throws has taken nothing.
 */
public final class PageGuard {

  /** What a guard holds. */
  public enum Mode {
    RELEASED,
    OPTIMISTIC,
    SHARED,
    EXCLUSIVE
  }

  /** A word like this can be read at once: resident, not held exclusively, not marked. */
  private static final long READY_MASK =
      LatchWord.EXCLUSIVE | LatchWord.STATE_MASK | LatchWord.MARKED;

  private final PoolCore core;
  private final PageTable table;
  private final Frames frames;
  private final HybridLatch latch;
  private final Operation operation;

  private Mode mode = Mode.RELEASED;
  private long pageId;
  private long entry;
  private long seen;
  private long page;
  private boolean changed;

  PageGuard(PoolCore core, Operation operation) {
    this.core = core;
    this.table = core.table;
    this.frames = core.frames;
    this.latch = core.latch;
    this.operation = operation;
  }

  // ---- optimistic

  /** Reads {@code pageId} optimistically; only for pages that are known to exist, like a root. */
  public boolean fixOptimistic(long pageId) {
    return fixOptimistic(pageId, null);
  }

  /**
   * Reads {@code pageId}, an id found in {@code parent}, optimistically. LatchOrder.tla: FixPage.
   */
  public boolean fixOptimistic(long pageId, @Nullable PageGuard parent) {
    requireReleased(parent);
    YieldPoint.onPage("fix", pageId);
    long found = table.entry(pageId);
    if (found != PageTable.NO_ENTRY) {
      long word = latch.peek(found);
      if ((word & READY_MASK) == LatchWord.RESIDENT) {
        operation.hit();
        adopt(Mode.OPTIMISTIC, pageId, found, word);
        return isStillReachable(parent);
      }
    }
    return fixOptimisticSlowly(pageId, found, parent);
  }

  private boolean fixOptimisticSlowly(long pageId, long found, @Nullable PageGuard parent) {
    while (true) {
      if (found == PageTable.NO_ENTRY) {
        return fail(notAllocated(pageId), parent);
      }
      if (LatchWord.isExclusive(latch.peek(found)) && !mayWait(pageId, parent)) {
        return false;
      }
      long word = latch.awaitVersion(found);
      if (LatchWord.isResident(word)) {
        word = LatchWord.isMarked(word) ? latch.unmark(found) : word;
        if (LatchWord.isResident(word)) {
          operation.hit();
          adopt(Mode.OPTIMISTIC, pageId, found, word);
          LatchWatch.taken(operation, this);
          return isStillReachable(parent);
        }
      } else if (!bringIn(pageId, found, word, parent)) {
        return false;
      }
    }
  }

  /** Whether nothing has changed since the page was fixed; always so for a latched one. */
  public boolean validate() {
    if (mode == Mode.OPTIMISTIC) {
      return latch.validate(entry, seen);
    }
    requireFixed();
    return true;
  }

  /** Like {@link #validate()}, for who only watches: it is no step that anybody explores. */
  public boolean isUnchanged() {
    return mode != Mode.OPTIMISTIC || latch.isUnchanged(entry, seen);
  }

  /** OPTIMISTIC to EXCLUSIVE if nothing has changed since the fix; never waits. */
  public boolean upgrade() {
    require(Mode.OPTIMISTIC);
    if (!latch.tryUpgrade(entry, seen)) {
      return false;
    }
    latched(Mode.EXCLUSIVE);
    return true;
  }

  /** OPTIMISTIC to SHARED if nothing has changed since the fix; never waits. */
  public boolean share() {
    require(Mode.OPTIMISTIC);
    if (!latch.tryShare(entry, seen)) {
      return false;
    }
    latched(Mode.SHARED);
    return true;
  }

  // ---- latched

  /** Latches {@code pageId} shared; waits in latch order. */
  public boolean fixShared(long pageId, @Nullable PageGuard parent) {
    return fixLatched(Mode.SHARED, pageId, parent);
  }

  /** Latches {@code pageId} exclusively; waits in latch order. */
  public boolean fixExclusive(long pageId, @Nullable PageGuard parent) {
    return fixLatched(Mode.EXCLUSIVE, pageId, parent);
  }

  /**
   * Latches {@code pageId}, an id that was remembered without holding the page it was found in:
   * shared. Waits; false also if the page is free. If it is not, it may still be another page than
   * the one that was meant (rule T4).
   */
  public boolean fixRememberedShared(long pageId) {
    return isUsed(pageId) && fixLatched(Mode.SHARED, pageId, null, true);
  }

  /** Like {@link #fixRememberedShared}, exclusively. */
  public boolean fixRememberedExclusive(long pageId) {
    return isUsed(pageId) && fixLatched(Mode.EXCLUSIVE, pageId, null, true);
  }

  private boolean isUsed(long pageId) {
    long found = table.entry(pageId);
    return found != PageTable.NO_ENTRY && !LatchWord.isFree(latch.peek(found));
  }

  private boolean fixLatched(Mode wanted, long pageId, @Nullable PageGuard parent) {
    return fixLatched(wanted, pageId, parent, false);
  }

  private boolean fixLatched(
      Mode wanted, long pageId, @Nullable PageGuard parent, boolean remembered) {
    requireReleased(parent);
    long found = table.entry(pageId);
    if (found == PageTable.NO_ENTRY) {
      return fail(notAllocated(pageId), parent);
    }
    while (true) {
      if (!tryLatch(wanted, found)) {
        if (!mayWait(pageId, parent)) {
          return false;
        }
        if (wanted == Mode.SHARED) {
          latch.lockShared(found);
        } else {
          latch.lockExclusive(found);
        }
      }
      long word = latch.peek(found);
      if (LatchWord.isResident(word)) {
        operation.hit();
        adopt(wanted, pageId, found, word);
        latched(wanted);
        LatchWatch.taken(operation, this);
        return isStillReachable(parent);
      }
      unlock(wanted, found, false);
      if (remembered && LatchWord.isFree(word)) {
        return false;
      }
      if (!bringIn(pageId, found, word, parent)) {
        return false;
      }
    }
  }

  /** Latches {@code pageId} shared if that needs no wait: in memory, and nobody in the way. */
  public boolean tryFixShared(long pageId) {
    return tryFixLatched(Mode.SHARED, pageId);
  }

  /** Latches {@code pageId} exclusively if that needs no wait: in memory, and nobody in the way. */
  public boolean tryFixExclusive(long pageId) {
    return tryFixLatched(Mode.EXCLUSIVE, pageId);
  }

  private boolean tryFixLatched(Mode wanted, long pageId) {
    requireReleased(null);
    long found = table.entry(pageId);
    if (found == PageTable.NO_ENTRY || !tryLatch(wanted, found)) {
      return false;
    }
    long word = latch.peek(found);
    if (!LatchWord.isResident(word)) {
      unlock(wanted, found, false);
      operation.blockedAt(pageId);
      return false;
    }
    operation.hit();
    adopt(wanted, pageId, found, word);
    latched(wanted);
    return true;
  }

  // ---- new and freed pages

  /**
   * Takes the next page of {@code reservation}: zero but for its id, dirty, latched exclusively.
   * Does not wait for anything but stale readers.
   *
   * <p>LatchOrder.tla: FixNew.
   */
  public void fixNew(Reservation reservation) {
    requireReleased(null);
    if (!reservation.isOf(core)) {
      throw new IllegalArgumentException("the reservation is of another pool");
    }
    long id = reservation.nextPageId();
    YieldPoint.onPage("new page", id);
    long made = core.initialize(id, reservation.takeFrame());
    adopt(Mode.EXCLUSIVE, id, made, latch.peek(made));
    latched(Mode.EXCLUSIVE);
    changed = true;
  }

  /**
   * For recovery: latches a page whose content does not matter, exclusively: zero but for its id,
   * and dirty. It need not be a page yet; its id is below {@link BufferPool#highWater()}. Nothing
   * else is latched.
   */
  public void fixBlank(long id) {
    requireReleased(null);
    operation.requireNothingLatched("fixBlank");
    long found = table.entry(id);
    if (found == PageTable.NO_ENTRY) {
      throw notAllocated(id);
    }
    int pageSize = core.options.pageSize();
    latch.lockExclusive(found);
    while (!LatchWord.isResident(latch.peek(found))) {
      latch.unlockExclusiveUnchanged(found);
      core.loader.loadBlank(id, found, pageSize);
      latch.lockExclusive(found);
    }
    adopt(Mode.EXCLUSIVE, id, found, latch.peek(found));
    latched(Mode.EXCLUSIVE);
    markDirty();
    PageImages.clear(page, pageSize, id);
  }

  /**
   * Frees the page, which is held exclusively: its content is gone and its frame free at once. Its
   * id is handed out again only after {@link BufferPool#recycle(long)}, which an engine with a log
   * calls once the record that freed the page is published (rule T9).
   */
  public void discard() {
    require(Mode.EXCLUSIVE);
    YieldPoint.onPage("discard", pageId);
    operation.latchReleased();
    mode = Mode.RELEASED;
    core.discard(pageId, entry);
  }

  /**
   * Keeps the page, which is held shared or exclusively, in memory until the pool is closed: for
   * the few pages that must be there whenever they are needed under other latches. Such a page is
   * written like any other; it must not be discarded. Two threads that pin at once may exceed the
   * limit by one page.
   *
   * @throws PoolFullException if an eighth of the pool is kept already
   */
  public void pin() {
    if (!isLatched()) {
      throw new IllegalStateException("only a page that is latched can be pinned: " + mode);
    }
    core.requirePinnable();
    if (!table.tryPin(entry)) {
      throw new IllegalStateException("page " + pageId + " has too many pins");
    }
    core.kept.incrementAndGet();
  }

  // ---- use

  /**
   * Says that the page is about to change. Must come before the first change, and before the LSN of
   * the change is reserved (rule P2): from here on a checkpoint counts the page as dirty.
   *
   * <p>Checkpoint.tla: MarkDirty.
   */
  public void markDirty() {
    require(Mode.EXCLUSIVE);
    latch.changeHeld(entry, 0, LatchWord.DIRTY);
    changed = true;
  }

  /** The LSN of the newest record applied to the page. */
  public long pageLsn() {
    return PageImages.lsn(page());
  }

  /** Sets the LSN of the record just applied; the page is held exclusively and marked dirty. */
  public void setPageLsn(long lsn) {
    require(Mode.EXCLUSIVE);
    if (!changed) {
      throw new IllegalStateException("page " + pageId + " gets an LSN but was not marked dirty");
    }
    PageImages.setLsn(page, lsn);
  }

  public Mode mode() {
    return mode;
  }

  boolean isLatched() {
    return mode == Mode.SHARED || mode == Mode.EXCLUSIVE;
  }

  public long pageId() {
    requireFixed();
    return pageId;
  }

  /**
   * The page's bytes, for {@link dev.latchtree.memory.Memory}. Good until this guard is released:
   * an optimistic reader may see another page's bytes there, never memory outside the pool.
   */
  public long page() {
    requireFixed();
    return page;
  }

  /** Lets go of the page; no effect on a released guard. LatchOrder.tla: UnfixPage. */
  public void unfix() {
    operation.requireActive();
    release();
  }

  void release() {
    Mode held = mode;
    mode = Mode.RELEASED;
    if (held == Mode.SHARED || held == Mode.EXCLUSIVE) {
      operation.latchReleased();
      unlock(held, entry, changed);
    }
  }

  // ---- inside

  private void adopt(Mode got, long id, long found, long word) {
    mode = got;
    pageId = id;
    entry = found;
    seen = word;
    page = frames.address(table.frame(found));
    changed = false;
  }

  private void latched(Mode got) {
    mode = got;
    operation.latchTaken();
  }

  private boolean isStillReachable(@Nullable PageGuard parent) {
    if (parent == null || parent.validate()) {
      return true;
    }
    release();
    return false;
  }

  private boolean tryLatch(Mode wanted, long at) {
    return wanted == Mode.SHARED ? latch.tryLockShared(at) : latch.tryLockExclusive(at);
  }

  /**
   * Whether this operation may wait for the latch of a page found in {@code parent}. Not if the id
   * is stale; and not under latches if the parent is only held optimistically: while waiting the id
   * may become another page's, which lies anywhere in the latch order (rule T1).
   */
  private boolean mayWait(long id, @Nullable PageGuard parent) {
    if (parent == null || parent.mode != Mode.OPTIMISTIC) {
      return true;
    }
    if (!parent.validate()) {
      return false;
    }
    if (operation.latchedPages() == 0) {
      return true;
    }
    operation.blockedAt(id);
    return false;
  }

  private void unlock(Mode held, long at, boolean withNewVersion) {
    if (held == Mode.SHARED) {
      latch.unlockShared(at);
    } else if (withNewVersion) {
      latch.unlockExclusive(at);
    } else {
      latch.unlockExclusiveUnchanged(at);
    }
  }

  /** Loads a page that was found absent; false means restart. */
  private boolean bringIn(long id, long found, long word, @Nullable PageGuard parent) {
    if (parent != null && !parent.validate()) {
      return false; // do not read a page, and evict another for it, on a stale word
    }
    if (LatchWord.isFree(word)) {
      return fail(notAllocated(id), parent);
    }
    RuntimeException late = operation.takeLateFault(id);
    if (late != null) {
      return fail(late, parent);
    }
    try {
      if (core.loader.load(id, found, operation.latchedPages() == 0)) {
        return true;
      }
    } catch (RuntimeException e) {
      return fail(e, parent);
    }
    operation.blockedAt(id);
    return false;
  }

  /** Raises a failure to get a page, unless the way to it was stale: then the answer is false. */
  private static boolean fail(RuntimeException failure, @Nullable PageGuard parent) {
    if (parent == null || parent.validate()) {
      throw failure;
    }
    return false;
  }

  private PageNotAllocatedException notAllocated(long id) {
    return new PageNotAllocatedException(id, core.store.describe(), core.ids.highWater());
  }

  private void requireReleased(@Nullable PageGuard parent) {
    operation.requireActive();
    if (parent != null) {
      parent.requireFixed();
    }
    if (mode != Mode.RELEASED) {
      throw new IllegalStateException("this guard holds page " + pageId + " " + mode);
    }
  }

  private void requireFixed() {
    if (mode == Mode.RELEASED) {
      throw new IllegalStateException("this guard holds no page");
    }
  }

  private void require(Mode needed) {
    operation.requireActive();
    if (mode != needed) {
      throw new IllegalStateException("needs an " + needed + " guard, this one is " + mode);
    }
  }
}
