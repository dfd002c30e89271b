package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.StoreUnderTest.Session;

/**
 * What one thread does to entries that are marked with their keys. What is found is checked, by one
 * comparison each.
 */
final class CheckedSession {

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

  /** Reads entries in order, from one on that is there. */
  void scan(long key, int limit) {
    if (session.scan(key, limit) == 0) {
      throw new IllegalStateException("nothing was found from the key " + key + " on");
    }
  }
}
