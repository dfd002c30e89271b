package dev.latchtree.wal;

import dev.latchtree.memory.Locks;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Syncs under {@code OS}: without the lead, so that commits, which only write, never wait for a
 * sync (rule L8).
 *
 * <p>Order: {@code lock}, then the lead, for the moment it takes to write what is left and to note
 * which files that concerns; the sync itself holds {@code lock} alone. So syncs are done one after
 * the other, in the order of what they cover, and {@code durable} has one writer.
 */
final class OsSync {

  private final GroupCommit group;
  private final Flusher flusher;
  private final LogProgress progress;
  private final LogHealth health;
  private final LogMetrics metrics;
  private final ReentrantLock lock = Locks.newLock();

  OsSync(
      GroupCommit group,
      Flusher flusher,
      LogProgress progress,
      LogHealth health,
      LogMetrics metrics) {
    this.group = group;
    this.flusher = flusher;
    this.progress = progress;
    this.health = health;
    this.metrics = metrics;
  }

  /**
   * Returns when the log is durable up to {@code target}.
   *
   * @throws LogFailedException if the log fails first
   */
  void await(long target) {
    if (progress.durable() >= target) {
      return;
    }
    lock.lock();
    try {
      if (progress.durable() < target) {
        health.check();
        sync(group.whileLeading(() -> flusher.writeAndTake(target)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code task} while nobody syncs. */
  void exclusively(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
  }

  private void sync(Flusher.Written written) {
    health.check();
    long begun = System.nanoTime();
    try {
      written.files().sync();
    } catch (IOException | RuntimeException | Error failure) {
      health.fail(failure);
    }
    health.check();
    metrics.synced(System.nanoTime() - begun);
    progress.durable(written.end());
  }
}
