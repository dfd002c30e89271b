package dev.latchtree.wal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Drafts that are free. A pool and not one draft to a thread: virtual threads come in millions,
 * appends under way at one moment do not.
 *
 * <p>A row of slots; each thread begins to look at a slot of its own. Nothing here ever waits: a
 * thread that is stopped in the middle holds back one draft and nobody else, which could not be
 * said of a queue. Whoever finds no draft makes one; whoever finds no free slot drops his.
 */
final class DraftPool {

  private static final int SLOTS =
      Integer.highestOneBit(8 * Math.max(2, Runtime.getRuntime().availableProcessors()));

  /** References from slot to slot: neighbours share no cache line. */
  private static final int STRIDE = 16;

  private static final int LOOKS = 4;

  /** Drafts that have grown beyond this are not kept. */
  private static final int LARGEST_KEPT = 1 << 20;

  private final AtomicReferenceArray<@Nullable Draft> slots =
      new AtomicReferenceArray<>(SLOTS * STRIDE);

  Draft take() {
    int start = start();
    for (int i = 0; i < LOOKS; i++) {
      int slot = slot(start + i);
      if (slots.getPlain(slot) != null) {
        Draft draft = slots.getAndSet(slot, null);
        if (draft != null) {
          return draft;
        }
      }
    }
    return new Draft();
  }

  void give(Draft draft) {
    draft.clear();
    if (draft.scratchSize() > LARGEST_KEPT) {
      return;
    }
    int start = start();
    for (int i = 0; i < LOOKS; i++) {
      int slot = slot(start + i);
      // Two who give at the same time may both see the slot free; the draft of one is dropped then.
      if (slots.getPlain(slot) == null) {
        slots.setRelease(slot, draft);
        return;
      }
    }
  }

  private static int start() {
    long id = Thread.currentThread().getId();
    return (int) ((id * 0x9E37_79B9_7F4A_7C15L) >>> Integer.SIZE);
  }

  private static int slot(int i) {
    return (i & (SLOTS - 1)) * STRIDE;
  }
}
