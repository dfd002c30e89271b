package dev.latchtree.buffer;

import dev.latchtree.memory.YieldPoint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that a number of new pages need, taken before the first latch (rule P3): for each a frame, a
 * page id and room in the file. What is not used goes back on {@link #close()}.
 *
 * <p>Order: a share of the pool's reservable frames, the frames, the ids, room in the file. The
 * first two may wait; whoever waits for its share holds nothing yet, and shares never add up to
 * more than half the pool (all of it in memory, where nothing is evicted), so frames keep coming.
 *
 * <p>Not thread safe: belongs to the operation that made it.
 */
public final class Reservation implements AutoCloseable {

  private final PoolCore core;
  private final Operation operation;
  private final long[] ids;
  private final int[] frames;
  private int nextId;
  private int nextFrame;
  private int framesHeld;
  private boolean closed;

  private Reservation(PoolCore core, Operation operation, int pages) {
    this.core = core;
    this.operation = operation;
    this.ids = new long[pages];
    this.frames = new int[pages];
  }

  /** Takes all, or nothing and answers null if no more ids may be handed out. */
  static @Nullable Reservation take(PoolCore core, Operation operation, int pages) {
    if (pages < 0 || pages > core.reservable) {
      throw new IllegalArgumentException(
          "cannot reserve "
              + pages
              + " pages: an operation may reserve 0 to "
              + core.reservable
              + " in a pool of "
              + core.options.frames());
    }
    Reservation taken = new Reservation(core, operation, pages);
    return taken.fill(Frames.NO_PAGE) ? taken : null;
  }

  /** Takes what one page of this very id will need. */
  static Reservation takePage(PoolCore core, Operation operation, long id) {
    Reservation taken = new Reservation(core, operation, 1);
    taken.fill(id);
    return taken;
  }

  /** Takes all of it in the one order. LatchOrder.tla: ReserveFrame. */
  private boolean fill(long wanted) {
    takeShare();
    boolean complete = false;
    try {
      while (framesHeld < frames.length) {
        frames[framesHeld] = core.supply.take();
        framesHeld++;
      }
      complete = takeIds(wanted);
    } finally {
      if (!complete) {
        nextId = ids.length; // no id was taken
        close();
      }
    }
    if (core.ids.isRoomShort()) {
      core.background.wakeForGrowth();
    }
    return complete;
  }

  private boolean takeIds(long wanted) {
    if (wanted == Frames.NO_PAGE) {
      return core.ids.take(ids);
    }
    core.ids.takePage(wanted);
    ids[0] = wanted;
    return true;
  }

  private void takeShare() {
    int pages = ids.length;
    long deadline = System.nanoTime() + core.options.frameTimeout().toNanos();
    boolean interrupted = false;
    boolean taken = tryTakeShare(pages);
    try {
      while (!taken) {
        try {
          long left = deadline - System.nanoTime();
          taken = core.reservations.tryAcquire(pages, left, TimeUnit.NANOSECONDS);
          if (!taken) {
            throw new PoolFullException(
                "no reservation of "
                    + pages
                    + " pages within "
                    + core.options.frameTimeout()
                    + ": operations hold "
                    + core.reservedFrames()
                    + " of "
                    + core.reservable
                    + " reservable pages; raise the pool's size");
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** False if the thread should wait in earnest. */
  private boolean tryTakeShare(int pages) {
    do {
      if (YieldPoint.ENABLED && core.reservations.tryAcquire(pages)) {
        return true;
      }
    } while (YieldPoint.waits("wait for frames to reserve"));
    return false;
  }

  boolean isOf(PoolCore pool) {
    return core == pool;
  }

  /** Pages not taken yet. */
  public int remaining() {
    return ids.length - nextId;
  }

  /**
   * The id the next {@link PageGuard#fixNew} will use: a record that names it can be built before.
   *
   * @throws IllegalStateException if nothing is left
   */
  public long peekPageId() {
    requireRemaining();
    return ids[nextId];
  }

  long nextPageId() {
    requireRemaining();
    return ids[nextId++];
  }

  int takeFrame() {
    return frames[nextFrame++];
  }

  private void requireRemaining() {
    if (closed || nextId == ids.length) {
      throw new IllegalStateException(
          closed
              ? "this reservation is closed"
              : "all " + ids.length + " reserved pages are taken already");
    }
  }

  /** Gives back what was not used; closing twice has no effect. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (nextFrame < framesHeld) {
      core.supply.give(frames[nextFrame++]);
    }
    while (nextId < ids.length) {
      core.ids.give(ids[nextId++]);
    }
    core.reservations.release(ids.length);
    operation.reservationClosed();
  }
}
