package dev.latchtree.wal;

import org.jctools.queues.MpmcArrayQueue;

/**
 * Drafts that are free. A pool and not one draft to a thread: virtual threads come in millions,
 * appends under way at one moment do not.
 */
final class DraftPool {

  private static final int KEPT = 4 * Math.max(4, Runtime.getRuntime().availableProcessors());

  /** Drafts that have grown beyond this are not kept. */
  private static final int LARGEST_KEPT = 1 << 20;

  private final MpmcArrayQueue<Draft> free = new MpmcArrayQueue<>(KEPT);

  Draft take() {
    Draft draft = free.poll();
    return draft != null ? draft : new Draft();
  }

  void give(Draft draft) {
    draft.clear();
    if (draft.packed(0).length <= LARGEST_KEPT) {
      free.offer(draft);
    }
  }
}
