package dev.latchtree.wal;

import dev.latchtree.memory.Locks;
import dev.latchtree.storage.Storage;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the names of the log's files durable.
 *
 * <p>One sync at a time, and none after one that failed: that one may have dropped the names of all
 * others that were on their way, whose own syncs would succeed all the same. So a failure ends the
 * log.
 *
 * <p>Locks: {@code turn}, during the sync; nothing is taken under it.
 */
final class LogDirectory {

  private final Storage storage;
  private final LogHealth health;
  private final ReentrantLock turn = Locks.newLock();

  LogDirectory(Storage storage, LogHealth health) {
    this.storage = storage;
    this.health = health;
  }

  void sync() throws IOException {
    turn.lock();
    try {
      health.checkForIo();
      storage.syncDirectory();
    } catch (IOException e) {
      health.fail(e);
      throw e;
    } finally {
      turn.unlock();
    }
  }
}
