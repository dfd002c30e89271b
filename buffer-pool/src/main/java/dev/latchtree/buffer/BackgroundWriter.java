package dev.latchtree.buffer;

import dev.latchtree.pagefile.PageFileFailedException;
import dev.latchtree.pagefile.PageFileFullException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that keeps some frames free, writing dirty pages out of the way, so that a miss in the
 * foreground finds a frame at once.
 *
 * <p>It parks until a miss finds fewer than {@link #lowWater} free frames, then evicts until {@link
 * #highWater} are free. A device that fails is reported once, and tried again after a pause or at
 * the next call; the pages stay dirty and whoever needs a frame meanwhile gets the exception.
 */
final class BackgroundWriter implements Runnable {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.buffer");

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int FREE_SHARE = 32;
  private static final int MOST_FREE = 1024;

  private final FreeFrames free;
  private final Evictor evictor;
  private final PageIds ids;
  private final int lowWater;
  private final int highWater;
  private final boolean enabled;
  private @Nullable Thread thread;

  private volatile boolean idle;
  private volatile boolean growthWanted;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  BackgroundWriter(FreeFrames free, Evictor evictor, PageIds ids, int frames, boolean enabled) {
    this.free = free;
    this.evictor = evictor;
    this.ids = ids;
    this.highWater = Math.max(2, Math.min(MOST_FREE, frames / FREE_SHARE));
    this.lowWater = Math.max(1, highWater / 2);
    this.enabled = enabled;
  }

  void start(String poolName) {
    if (enabled) {
      Thread started = new Thread(this, "latchtree-writer " + poolName);
      started.setDaemon(true);
      thread = started;
      started.start();
    }
  }

  /** Wakes the thread if frames run short; costs a look at the queue's size. */
  void wakeIfNeeded() {
    if (enabled && idle && free.size() < lowWater) {
      LockSupport.unpark(thread);
    }
  }

  /** Asks for {@link PageIds#growAhead}. */
  void wakeForGrowth() {
    growthWanted = true;
    if (enabled && idle) {
      LockSupport.unpark(thread);
    }
  }

  /** Why the last round failed, if it did. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Whether the calling thread is this one. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void run() {
    while (!stopped) {
      if (growthWanted) {
        growAhead();
      } else if (free.size() >= highWater) {
        awaitNeed();
      } else if (!sweep()) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
        clearInterrupt();
      }
    }
  }

  /**
   * Parks until there is something to do. The flag is up before the last look; who takes a frame or
   * wants room does so before it looks at the flag. All four are volatile, so one side sees the
   * other and no need is slept through.
   */
  private void awaitNeed() {
    idle = true;
    while (!stopped && free.size() >= lowWater && !growthWanted) {
      LockSupport.park(this);
      clearInterrupt();
    }
    idle = false;
  }

  /**
   * Lets the file grow before anybody has to wait for it. That the disk is full is not this
   * thread's to report: whoever really needs the room will be told.
   */
  private void growAhead() {
    growthWanted = false;
    try {
      ids.growAhead();
    } catch (PageFileFullException | PageFileFailedException e) {
      LOG.log(Level.DEBUG, "the page file could not grow ahead of use", e);
    }
  }

  /** Nobody interrupts this thread for a reason it knows; a flag left up would end every park. */
  private static void clearInterrupt() {
    if (Thread.interrupted()) {
      LOG.log(Level.DEBUG, "the background writer was interrupted and goes on");
    }
  }

  private boolean sweep() {
    try {
      boolean progress = evictor.sweep(Math.max(1, highWater - free.size())) > 0;
      failure = null;
      return progress;
    } catch (RuntimeException | Error e) { // an Error too: without this thread the pool would crawl
      if (failure == null) {
        LOG.log(Level.WARNING, "writing pages in the background failed; they stay in memory", e);
      }
      failure = e;
      return false;
    }
  }

  /** Ends the thread and waits for it; a write under way completes. */
  void stop() {
    stopped = true;
    Thread running = thread;
    if (running == null) {
      return;
    }
    boolean interrupted = false;
    while (running.isAlive()) {
      LockSupport.unpark(running);
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
