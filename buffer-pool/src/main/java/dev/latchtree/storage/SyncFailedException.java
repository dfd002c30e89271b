package dev.latchtree.storage;

import java.io.IOException;

/**
 * A sync failed, now or earlier, so nobody knows what is durable. The cause is the first failure.
 * The file (or directory) that threw this stays unusable for changes until it is opened anew, and
 * whoever opens it anew must write again what was not proven durable.
 */
public final class SyncFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param where the file or directory, as {@link Storage#describe} names it
   * @param firstFailure what the system reported first
   */
  public SyncFailedException(String where, IOException firstFailure) {
    super(where + ": a sync failed, data may be lost; it is not tried again", firstFailure);
  }
}
