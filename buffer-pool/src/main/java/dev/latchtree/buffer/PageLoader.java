package dev.latchtree.buffer;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.LatchWord;
import dev.latchtree.memory.YieldPoint;
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

  /** Makes the page a zero one, dirty, unless it is in memory; nothing is read. Latches: none. */
  void loadBlank(long pageId, long entry, int pageSize) {
    int frame = supply.take();
    boolean attached = false;
    try {
      latch.lockExclusive(entry);
      try {
        if (!LatchWord.isResident(latch.peek(entry))) {
          PageImages.clear(frames.address(frame), pageSize, pageId);
          frames.setOwner(frame, pageId);
          table.attach(entry, frame);
          attached = true;
          latch.changeHeld(entry, LatchWord.STATE_MASK, LatchWord.RESIDENT | LatchWord.DIRTY);
        }
      } finally {
        latch.unlockExclusive(entry);
      }
    } finally {
      if (!attached) {
        supply.give(frame);
      }
    }
  }

  /**
   * Reads the page if it is still absent; whether it is there afterwards is for the caller to see,
   * it may be evicted again at once.
   *
   * <p>The page's exclusive latch is held during the read, so everyone else who wants this page
   * waits for it as for any latch, and nobody reads it twice. Latches of the caller: with {@code
   * mayWait} none; without, any, and the answer is false if that would mean to wait for a frame.
   *
   * <p>LatchOrder.tla: TakeFrame, LatchToLoad, ReadPage.
   */
  boolean load(long pageId, long entry, boolean mayWait) {
    store.requireUsable();
    YieldPoint.onPage("load", pageId);
    if (mayWait && LatchWord.isExclusive(latch.peek(entry))) {
      latch.awaitVersion(entry); // somebody is reading it already: no need for a second frame
      return true;
    }
    int frame = mayWait ? supply.take() : supply.poll();
    if (frame == PageTable.NO_FRAME) {
      return false;
    }
    PageLoadEvent event = new PageLoadEvent();
    event.begin();
    boolean attached = false;
    try {
      latch.lockExclusive(entry);
      try {
        if ((latch.peek(entry) & LatchWord.STATE_MASK) == LatchWord.ABSENT) {
          store.read(pageId, frames.region(), frames.offset(frame));
          frames.setOwner(frame, pageId);
          table.attach(entry, frame);
          attached = true; // from here on the frame is the page's, whatever is thrown
          latch.changeHeld(entry, LatchWord.STATE_MASK, LatchWord.RESIDENT);
        }
      } finally {
        if (attached) {
          latch.unlockExclusive(entry);
        } else {
          latch.unlockExclusiveUnchanged(entry);
        }
      }
    } finally {
      if (!attached) {
        supply.give(frame);
      }
    }
    if (attached) {
      counters.loads.increment();
      if (event.shouldCommit()) {
        event.page = pageId;
        event.commit();
      }
    }
    return true;
  }
}
