package dev.latchtree.buffer;

import dev.latchtree.memory.Locks;
import dev.latchtree.pagefile.PageStore;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which page ids are in use: all below the high-water mark that are not free. Freed ids are handed
 * out again, oldest first, before the file grows.
 *
 * <p>A discarded id is in neither set of those in use and free until it is recycled: whoever
 * discards a page may have a log to wait for first (rule T9).
 *
 * <p>An id whose old page is still on its way to the file is passed over (rule P1). Re-use is safe
 * for optimistic readers because the latch word of the id only ever moves on.
 */
final class PageIds {

  private static final long NONE = -1;

  private final PageTable table;
  private final PageStore store;
  private final ReentrantLock lock = Locks.newLock();

  /** Held for a whole trim, before {@code lock}: there is one range of withheld ids. */
  private final ReentrantLock trimming = Locks.newLock();

  private final LinkedHashSet<Long> free = new LinkedHashSet<>();
  private final Set<Long> discarded = new HashSet<>();
  private volatile long highWater;

  /** Free ids at the end that {@link #trim} is about to cut off, in no other set. */
  private long withheldFrom;

  private long withheldTo;

  /** Ids from here on are handed out by {@link #takePage} only. */
  private long limit = Long.MAX_VALUE;

  PageIds(PageTable table, PageStore store) {
    this.table = table;
    this.store = store;
    this.highWater = store.pagesAtOpen();
  }

  /** One more than the largest id ever handed out. */
  long highWater() {
    return highWater;
  }

  /** Ids below the high-water mark that no page uses. */
  int unusedCount() {
    lock.lock();
    try {
      return free.size() + discarded.size() + (int) (withheldTo - withheldFrom);
    } finally {
      lock.unlock();
    }
  }

  /** Hands out no id from {@code end} on until it is raised. */
  void limit(long end) {
    lock.lock();
    try {
      limit = end;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes ids for all of {@code ids}, with room in the file behind them, or none: then it throws,
   * or answers false if the limit is in the way.
   *
   * <p>BlinkTree.tla: TakenByStranger.
   */
  boolean take(long[] ids) {
    long end = name(ids);
    if (end == NONE) {
      return false;
    }
    boolean complete = false;
    try {
      store.ensureRoom(end); // not under the lock: who frees a page takes that under latches
      complete = true;
      return true;
    } finally {
      if (!complete) {
        giveBack(ids);
      }
    }
  }

  /** Takes the ids alone; returns the end of the file that has room for all of them. */
  private long name(long[] ids) {
    lock.lock();
    try {
      int taken = 0;
      boolean complete = false;
      try {
        long end = 0;
        for (Iterator<Long> oldest = free.iterator(); oldest.hasNext() && taken < ids.length; ) {
          long id = oldest.next();
          if (id < limit && !table.isWriting(table.entry(id))) {
            oldest.remove();
            ids[taken++] = id;
            end = Math.max(end, id + 1);
          }
        }
        int fresh = ids.length - taken;
        long first = highWater;
        if (fresh > 0 && fresh > limit - first) {
          return NONE;
        }
        table.ensure(first + fresh);
        for (int i = 0; i < fresh; i++) {
          ids[taken + i] = first + i;
        }
        highWater = first + fresh;
        complete = true;
        return fresh > 0 ? first + fresh : end;
      } finally {
        while (!complete && taken > 0) {
          free.add(ids[--taken]);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The ids at the end are as if they had never been handed out, if nobody has taken more. */
  private void giveBack(long[] ids) {
    lock.lock();
    try {
      long end = highWater;
      for (int i = ids.length - 1; i >= 0; i--) {
        if (ids[i] == end - 1) {
          end--;
        } else {
          free.add(ids[i]);
        }
      }
      highWater = end;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes this very id, whatever the limit, with room in the file; ids that are passed over are
   * free.
   *
   * @throws IllegalStateException if it is not to be had
   */
  void takePage(long id) {
    lock.lock();
    try {
      if (id < highWater) {
        if (id >= withheldFrom && id < withheldTo) {
          release();
        }
        if (table.isWriting(table.entry(id)) || !free.remove(id)) {
          throw new IllegalStateException("page " + id + " is not free");
        }
        return;
      }
      table.ensure(id + 1);
      store.ensureRoom(id + 1);
      for (long passed = highWater; passed < id; passed++) {
        free.add(passed);
      }
      highWater = id + 1;
    } finally {
      lock.unlock();
    }
  }

  /** For recovery: all ids below {@code end} were handed out once. */
  void extendTo(long end) {
    lock.lock();
    try {
      if (end > highWater) {
        table.ensure(end);
        store.ensureRoom(end);
        highWater = end;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the file will have to grow soon. */
  boolean isRoomShort() {
    return store.isRoomShort(highWater());
  }

  /** Lets the file grow before its room is needed. */
  void growAhead() {
    store.growAhead(highWater());
  }

  /** Makes an id available again that was taken but not used. */
  void give(long id) {
    lock.lock();
    try {
      free.add(id);
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the page of this id is gone; the id waits for {@link #recycle}. */
  void discarded(long id) {
    lock.lock();
    try {
      discarded.add(id);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the id of a discarded page available again.
   *
   * @throws IllegalStateException if its page was not discarded, or the id was recycled already
   */
  void recycle(long id) {
    lock.lock();
    try {
      if (!discarded.remove(id)) {
        throw new IllegalStateException(
            "page " + id + " was not discarded, or its id was recycled already");
      }
      free.add(id);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives back the ids at the end of the file that are free, with the file's space, and returns how
   * many. Stops at an id that is on its way to the file.
   *
   * @param beforeCut runs when it is settled which ids those are, and before the file is cut; if
   *     somebody needs one of them meanwhile, it is not
   */
  long trim(Runnable beforeCut) {
    trimming.lock();
    try {
      return trimAlone(beforeCut);
    } finally {
      trimming.unlock();
    }
  }

  private long trimAlone(Runnable beforeCut) {
    long[] range = withhold();
    long end = range[0];
    long old = range[1];
    boolean cut = false;
    try {
      if (end < old) {
        beforeCut.run();
        cut = true;
      }
    } finally {
      if (!cut) {
        releaseWithheld();
      }
    }
    return cut ? cut(end, old) : 0;
  }

  /** Takes the free ids at the end out of those that are handed out; returns first and end. */
  private long[] withhold() {
    lock.lock();
    try {
      long end = highWater;
      while (free.contains(end - 1) && !table.isWriting(table.entry(end - 1))) {
        end--;
        free.remove(end);
      }
      withheldFrom = end;
      withheldTo = highWater;
      return new long[] {end, highWater};
    } finally {
      lock.unlock();
    }
  }

  private void releaseWithheld() {
    lock.lock();
    try {
      release();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody needs the ids that were withheld, or the file is not cut after all. */
  private void release() {
    for (long id = withheldFrom; id < withheldTo; id++) {
      free.add(id);
    }
    withheldFrom = withheldTo;
  }

  private long cut(long end, long old) {
    lock.lock();
    try {
      if (withheldFrom != end || withheldTo != old || highWater != old) {
        return 0; // the file has grown behind them, or they were needed
      }
      store.truncate(end);
      highWater = end;
      withheldFrom = withheldTo;
      return old - end;
    } finally {
      release(); // what was not cut off
      lock.unlock();
    }
  }
}
