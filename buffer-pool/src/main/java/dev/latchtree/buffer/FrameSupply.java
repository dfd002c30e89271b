package dev.latchtree.buffer;

import java.util.concurrent.TimeUnit;

/**
 * Hands frames to misses and new pages. Normally the background writer has kept some free; if not,
 * the caller evicts for itself, and if nothing can be evicted it waits until somebody lets go.
 */
final class FrameSupply {

  /** Latches let go of are not announced, so a waiter looks again this often. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final FreeFrames free;
  private final Evictor evictor;
  private final BackgroundWriter background;
  private final PoolCounters counters;
  private final PoolOptions options;
  private final boolean evicts;

  FrameSupply(
      FreeFrames free,
      Evictor evictor,
      BackgroundWriter background,
      PoolCounters counters,
      PoolOptions options,
      boolean evicts) {
    this.free = free;
    this.evictor = evictor;
    this.background = background;
    this.counters = counters;
    this.options = options;
    this.evicts = evicts;
  }

  /** A frame if one is free now, without any effort, or {@link PageTable#NO_FRAME}. */
  int poll() {
    int frame = free.poll();
    if (evicts) {
      background.wakeIfNeeded();
    }
    return frame;
  }

  /**
   * A frame; evicts or waits. Latches: none may be held.
   *
   * @throws PoolFullException if there is none to be had
   */
  int take() {
    int frame = poll();
    if (frame != PageTable.NO_FRAME) {
      return frame;
    }
    if (!evicts) {
      throw new PoolFullException(
          "all "
              + options.frames()
              + " pages of this pool are in use and it has no file to put any: raise its size");
    }
    return evictOrWait();
  }

  private int evictOrWait() {
    long deadline = System.nanoTime() + options.frameTimeout().toNanos();
    counters.foregroundSweeps.increment();
    while (true) {
      if (!evictor.sweepWithoutSync()) {
        evictor.sweep(1);
      }
      int frame = free.poll();
      if (frame != PageTable.NO_FRAME) {
        return frame;
      }
      counters.frameWaits.increment();
      frame = free.poll(LOOK_AGAIN_NANOS);
      if (frame != PageTable.NO_FRAME) {
        return frame;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new PoolFullException(
            "no frame became free within "
                + options.frameTimeout()
                + ": all "
                + options.frames()
                + " pages are latched, pinned, reserved or being written; "
                + "raise the pool's size, or look for operations that never end");
      }
    }
  }

  void give(int frame) {
    free.give(frame);
  }
}
