package dev.latchtree.buffer;

import dev.latchtree.pagefile.PageStore;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which page ids are in use: all below the high-water mark that are not free. Freed ids are handed
 * out again, oldest first, before the file grows.
 *
 * <p>An id whose old page is still on its way to the file is passed over (rule P1). Re-use is safe
 * for optimistic readers because the latch word of the id only ever moves on.
 */
final class PageIds {

  private final PageTable table;
  private final PageStore store;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashSet<Long> free = new LinkedHashSet<>();
  private long highWater;

  PageIds(PageTable table, PageStore store) {
    this.table = table;
    this.store = store;
    this.highWater = store.pagesAtOpen();
  }

  /** One more than the largest id ever handed out. */
  long highWater() {
    lock.lock();
    try {
      return highWater;
    } finally {
      lock.unlock();
    }
  }

  int freeCount() {
    lock.lock();
    try {
      return free.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes ids for all of {@code ids}, with room in the file behind them, or none and throws. */
  void take(long[] ids) {
    lock.lock();
    try {
      int taken = 0;
      boolean complete = false;
      try {
        for (Iterator<Long> oldest = free.iterator(); oldest.hasNext() && taken < ids.length; ) {
          long id = oldest.next();
          if (!table.isWriting(table.entry(id))) {
            oldest.remove();
            ids[taken++] = id;
          }
        }
        int fresh = ids.length - taken;
        table.ensure(highWater + fresh);
        store.ensureRoom(highWater + fresh);
        for (int i = 0; i < fresh; i++) {
          ids[taken + i] = highWater + i;
        }
        highWater += fresh;
        complete = true;
      } finally {
        while (!complete && taken > 0) {
          free.add(ids[--taken]);
        }
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

  /**
   * Makes a free id available again.
   *
   * @throws IllegalStateException if it is already, or was never taken
   */
  void give(long id) {
    lock.lock();
    try {
      if (id >= highWater || !free.add(id)) {
        throw new IllegalStateException("page id " + id + " is given back but was not taken");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives back the ids at the end of the file that are free, with the file's space, and returns how
   * many. Stops at an id that is on its way to the file.
   */
  long trim() {
    lock.lock();
    try {
      long[] sorted = free.stream().mapToLong(Long::longValue).sorted().toArray();
      int trimmed = 0;
      for (int i = sorted.length - 1; i >= 0; i--) {
        long last = highWater - 1 - trimmed;
        if (sorted[i] != last || table.isWriting(table.entry(last))) {
          break;
        }
        trimmed++;
      }
      long end = highWater - trimmed;
      if (trimmed > 0) {
        store.truncate(end);
        free.removeIf(id -> id >= end);
        highWater = end;
      }
      return trimmed;
    } finally {
      lock.unlock();
    }
  }
}
