package dev.latchtree;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageLock;
import java.io.IOException;

/**
 * The storage of an open store, and the lock on it.
 *
 * @param owned whether the storage was opened for the store, and is closed with it
 */
record HeldStorage(Storage storage, StorageLock lock, boolean owned) implements AutoCloseable {

  private static final String LOCK = "lock";

  static HeldStorage hold(Storage storage, boolean owned) throws IOException {
    return new HeldStorage(storage, storage.lock(LOCK), owned);
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      if (owned) {
        storage.close();
      }
    }
  }
}
