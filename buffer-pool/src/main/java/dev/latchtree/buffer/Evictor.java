package dev.latchtree.buffer;

import dev.latchtree.buffer.PageWriter.Urgency;
import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.Locks;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.ReplacementPolicy;
import dev.latchtree.spi.ReplacementPolicy.Use;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Empties frames: asks the policy, writes the page if it is dirty, and takes it out of memory.
 *
 * <p>Latches: none on entry and on return; only tries, so it may run under any circumstances. The
 * sweep lock guards the policy and is never held during I/O.
 */
final class Evictor implements ReplacementPolicy.Frames {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.buffer");

  /** Frames looked for under one hold of the sweep lock. */
  private static final int NOMINEES = 16;

  /** Nominees a sweep looks at, at most, as a multiple of the frames. */
  private static final int ROUNDS = 2;

  /** Nominees that are looked at before the log is synced for a miss. */
  private static final int GLANCES = 64;

  /** Of a small pool fewer: pages that were marked a moment ago are not cold. */
  private static final int SHARE_FOR_GLANCES = 4;

  private final PageTable table;
  private final Frames frames;
  private final FreeFrames free;
  private final HybridLatch latch;
  private final PageWriter writer;
  private final PoolCounters counters;
  private final ReplacementPolicy policy;
  private final ReentrantLock sweepLock = Locks.newLock();

  Evictor(
      PageTable table,
      Frames frames,
      FreeFrames free,
      HybridLatch latch,
      PageWriter writer,
      PoolCounters counters,
      ReplacementPolicy policy) {
    this.table = table;
    this.frames = frames;
    this.free = free;
    this.latch = latch;
    this.writer = writer;
    this.counters = counters;
    this.policy = policy;
  }

  /**
   * Frees up to {@code wanted} frames and returns how many it freed; fewer when the rest is
   * latched, pinned or being written by others. Failures of the device are thrown once nothing more
   * could be freed without it.
   */
  int sweep(int wanted) {
    return sweep(wanted, ROUNDS * (long) frames.count(), Urgency.TRY);
  }

  /**
   * Frees a frame for a miss, if one of the next few does not need a sync of the log first: it has
   * been synced since most pages that are cold were changed, and the background writer, whom nobody
   * waits for, syncs it for the others. Failures of the device are left to {@link #sweep(int)},
   * which looks at all frames for a clean page.
   */
  boolean sweepWithoutSync() {
    try {
      return sweep(1, Math.min(GLANCES, frames.count() / SHARE_FOR_GLANCES), Urgency.GLANCE) > 0;
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a page could not be written; looking for one that is clean", e);
      return false;
    }
  }

  /** LatchOrder.tla: Evict. */
  private int sweep(int wanted, long looks, Urgency urgency) {
    int[] nominees = new int[NOMINEES];
    boolean[] marked = new boolean[NOMINEES];
    int freed = 0;
    RuntimeException failure = null;
    for (long left = looks; left > 0 && freed < wanted; ) {
      int count = nominate(nominees, marked, Math.min(wanted - freed, NOMINEES));
      if (count == 0) {
        break;
      }
      left -= count;
      for (int i = 0; i < count; i++) {
        try {
          freed += evict(nominees[i], marked[i], failure == null ? urgency : null) ? 1 : 0;
        } catch (RuntimeException e) {
          failure = e; // a clean page may come later; the device is left alone meanwhile
        }
      }
    }
    if (freed == 0 && failure != null) {
      throw failure;
    }
    return freed;
  }

  private int nominate(int[] nominees, boolean[] marked, int wanted) {
    sweepLock.lock();
    try {
      int count = 0;
      while (count < wanted) {
        int frame = policy.choose(this);
        if (frame == ReplacementPolicy.NONE) {
          break;
        }
        if (frame < 0 || frame > frames.count()) {
          throw new IllegalStateException(
              "replacement policy chose frame " + frame + " of " + frames.count());
        }
        nominees[count] = frame;
        marked[count] = use(frame) == Use.MARKED;
        count++;
      }
      return count;
    } finally {
      sweepLock.unlock();
    }
  }

  /**
   * Takes the page in {@code frame} out of memory; writes it first, if need be.
   *
   * @param urgency null if it may not be written
   */
  private boolean evict(int frame, boolean wasMarked, @Nullable Urgency urgency) {
    long pageId = frames.owner(frame);
    return pageId != Frames.NO_PAGE && evict(pageId, table.entry(pageId), wasMarked, urgency);
  }

  /**
   * Takes a page out of memory unless it is in use; writes it first if it is dirty. Checkpoint.tla:
   * Evict.
   */
  boolean evict(long pageId) {
    long entry = table.entry(pageId);
    return entry != PageTable.NO_ENTRY && evict(pageId, entry, false, Urgency.TRY);
  }

  private boolean evict(long pageId, long entry, boolean wasMarked, @Nullable Urgency urgency) {
    YieldPoint.onPage("evict", pageId);
    PageEvictionEvent event = new PageEvictionEvent();
    event.begin();
    boolean dirty = LatchWord.isDirty(latch.peek(entry));
    if (dirty && (urgency == null || writer.write(pageId, urgency) == 0)) {
      return false;
    }
    long now = latch.peek(entry);
    if (wasMarked && !LatchWord.isMarked(now)) {
      return false; // somebody came by
    }
    if (!isEvictable(now) || !latch.tryLockExclusive(entry)) {
      return false;
    }
    int frame = table.frame(entry);
    if (!isEvictable(latch.peek(entry) & ~LatchWord.EXCLUSIVE) || !table.tryDetach(entry)) {
      latch.unlockExclusiveUnchanged(entry);
      return false;
    }
    frames.setOwner(frame, Frames.NO_PAGE);
    latch.changeHeld(entry, LatchWord.STATE_MASK | LatchWord.MARKED, LatchWord.ABSENT);
    try {
      latch.unlockExclusive(entry);
    } finally {
      free.give(frame);
    }
    counters.evictions.increment();
    if (event.shouldCommit()) {
      event.page = pageId;
      event.written = dirty;
      event.commit();
    }
    return true;
  }

  private static boolean isEvictable(long word) {
    return LatchWord.isResident(word) && !LatchWord.isHeld(word) && !LatchWord.isDirty(word);
  }

  // ---- what the policy sees

  @Override
  public int count() {
    return frames.count();
  }

  @Override
  public Use use(int frame) {
    long pageId = frames.owner(frame);
    if (pageId == Frames.NO_PAGE) {
      return Use.EMPTY;
    }
    long entry = table.entry(pageId);
    long word = latch.peek(entry);
    if (!LatchWord.isResident(word)) {
      return Use.EMPTY;
    }
    if (LatchWord.isHeld(word) || table.isPinned(entry)) {
      return Use.BUSY;
    }
    return LatchWord.isMarked(word) ? Use.MARKED : Use.ACTIVE;
  }

  @Override
  public boolean mark(int frame) {
    long pageId = frames.owner(frame);
    if (pageId == Frames.NO_PAGE) {
      return false;
    }
    long entry = table.entry(pageId);
    long word = latch.peek(entry);
    return LatchWord.isResident(word) && !LatchWord.isHeld(word) && latch.tryMark(entry, word);
  }
}
