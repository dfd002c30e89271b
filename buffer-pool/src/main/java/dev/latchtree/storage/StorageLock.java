package dev.latchtree.storage;

import java.io.IOException;

/** A lock held on a {@link Storage}, see {@link Storage#lock}. Thread safe. */
public interface StorageLock extends AutoCloseable {

  /** Releases the lock. Closing twice has no effect. */
  @Override
  void close() throws IOException;
}
