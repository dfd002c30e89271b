package dev.latchtree.tree;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Takes up merges that were given up: on a thread of its own, or when it is asked to. */
final class Tidier {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.tree");

  private final MergeQueue queue;
  private final @Nullable Thread thread;

  Tidier(MergeQueue queue, boolean background) {
    this.queue = queue;
    thread = background ? new Thread(this::run, "latchtree-tidier") : null;
    if (thread != null) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    MergeQueue.Merge merge = queue.take();
    while (merge != null) {
      try {
        merge(merge);
      } catch (RuntimeException e) {
        // The tree is as it was, only emptier than it need be; whoever reads the page next meets
        // the
        // same failure, if it lasts, and is told.
        LOG.log(Level.WARNING, "a merge in tree " + merge.tree().id() + " failed", e);
      }
      merge = queue.take();
    }
  }

  /** Does all that waits, on the calling thread, and waits for what others do. */
  void tidy() {
    do {
      MergeQueue.Merge merge = queue.poll();
      while (merge != null) {
        merge(merge);
        merge = queue.poll();
      }
    } while (!queue.awaitSettled());
  }

  /** BlinkTree.tla: Tend. */
  private void merge(MergeQueue.Merge merge) {
    try {
      merge.tree().merge(merge.level(), merge.key());
    } finally {
      queue.done();
    }
  }

  /** Ends the thread; what waits is forgotten. */
  void stop() {
    queue.close();
    if (thread != null) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
