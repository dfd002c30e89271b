package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.engine.Values;

/**
 * What one thread does to entries that are marked with their keys. What is found is checked, by one
 * comparison each.
 */
final class CheckedSession {

  /** The most entries that a scan may want. */
  static final int MOST_SCANNED = 100;

  /** The digests of so many entries that are marked with their keys; each is another. */
  private static final long[] DIGESTS = new long[MOST_SCANNED + 1];

  static {
    for (int i = 1; i < DIGESTS.length; i++) {
      DIGESTS[i] = Values.digest(DIGESTS[i - 1], 0, 0);
    }
  }

  private final Session session;

  CheckedSession(Session session) {
    this.session = session;
  }

  /** Reads an entry that is there. */
  void read(long key) {
    long mark = session.get(key);
    if (mark != key) {
      throw new IllegalStateException("the key %d has the mark %d".formatted(key, mark));
    }
  }

  void write(long key) {
    session.put(key, key);
  }

  /** Removes an entry that is there. */
  void remove(long key) {
    if (!session.remove(key)) {
      throw new IllegalStateException("the key " + key + " is gone");
    }
  }

  /**
   * Reads entries in order, from one on that is there.
   *
   * @param lastFull from keys up to this one on there are {@link #MOST_SCANNED}
   */
  void scan(long key, int limit, long lastFull) {
    long digest = session.scan(key, limit);
    if (digest != DIGESTS[limit] && (key <= lastFull || !isOfFewer(digest, limit))) {
      throw new IllegalStateException(
          "from the key %d on there were not the %d entries that there are".formatted(key, limit));
    }
  }

  private static boolean isOfFewer(long digest, int limit) {
    for (int i = 1; i < limit; i++) {
      if (digest == DIGESTS[i]) {
        return true;
      }
    }
    return false;
  }
}
