package dev.latchtree.buffer;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.pagefile.PageStore;

/** Brings absent pages into memory. */
final class PageLoader {

  private final PageTable table;
  private final Frames frames;
  private final HybridLatch latch;
  private final PageStore store;
  private final FrameSupply supply;
  private final PoolCounters counters;

  PageLoader(
      PageTable table,
      Frames frames,
      HybridLatch latch,
      PageStore store,
      FrameSupply supply,
      PoolCounters counters) {
    this.table = table;
    this.frames = frames;
    this.latch = latch;
    this.store = store;
    this.supply = supply;
    this.counters = counters;
  }

  /**
   * Reads the page if it is still absent; whether it is there afterwards is for the caller to see,
   * it may be evicted again at once.
   *
   * <p>The page's exclusive latch is held during the read, so everyone else who wants this page
   * waits for it as for any latch, and nobody reads it twice. Latches of the caller: with {@code
   * mayWait} none; without, any, and the answer is false if that would mean to wait for a frame.
   */
  boolean load(long pageId, long entry, boolean mayWait) {
    store.requireUsable();
    int frame = mayWait ? supply.take() : supply.poll();
    if (frame == PageTable.NO_FRAME) {
      return false;
    }
    boolean used = false;
    try {
      latch.lockExclusive(entry);
      used = read(pageId, entry, frame);
    } finally {
      if (!used) {
        supply.give(frame);
      }
    }
    return true;
  }

  /** Entry: latched exclusively. Return and exception: not latched. */
  private boolean read(long pageId, long entry, int frame) {
    boolean read = false;
    try {
      if ((latch.peek(entry) & LatchWord.STATE_MASK) == LatchWord.ABSENT) {
        PageLoadEvent event = new PageLoadEvent();
        event.begin();
        store.read(pageId, frames.region(), frames.offset(frame));
        read = true;
        table.attach(entry, frame);
        frames.setOwner(frame, pageId);
        latch.changeHeld(entry, LatchWord.STATE_MASK, LatchWord.RESIDENT);
        counters.loads.increment();
        if (event.shouldCommit()) {
          event.page = pageId;
          event.commit();
        }
      }
      return read;
    } finally {
      if (read) {
        latch.unlockExclusive(entry);
      } else {
        latch.unlockExclusiveUnchanged(entry);
      }
    }
  }
}
