package dev.latchtree.tree;

import dev.latchtree.memory.Locks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Long values that somebody reads who could not get to their end before they were replaced (rule
 * T8): these are not freed until he has done.
 *
 * <p>The reader registers the build id he found, and reads the leaf again. If it is still there,
 * its removal comes later, and whoever removes it looks here afterwards. If not, he has found
 * another.
 */
final class ChainRegistry {

  private static final class Registered {
    int readers;
    final List<ChainReference> removed = new ArrayList<>();
  }

  private final ReentrantLock lock = Locks.newLock();
  private final Map<Long, Registered> registered = new HashMap<>();
  private volatile boolean empty = true;

  /** Begins at random: an old page must not be taken for one of this run's. */
  private final AtomicLong builds = new AtomicLong(ThreadLocalRandom.current().nextLong());

  /** An id that no value had before. */
  long newBuildId() {
    return builds.incrementAndGet();
  }

  boolean isEmpty() {
    return empty;
  }

  void register(long buildId) {
    lock.lock();
    try {
      registered.computeIfAbsent(buildId, id -> new Registered()).readers++;
      empty = false;
    } finally {
      lock.unlock();
    }
  }

  /** The end of {@link #register}; returns what the caller has to free now. */
  List<ChainReference> unregister(long buildId) {
    lock.lock();
    try {
      Registered value = registered.get(buildId);
      if (value == null) {
        throw new IllegalStateException("no reader registered build " + buildId);
      }
      value.readers--;
      if (value.readers > 0) {
        return List.of();
      }
      registered.remove(buildId);
      empty = registered.isEmpty();
      return value.removed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a value that was just removed from its leaf is left to its readers to free. */
  boolean leaveToReaders(ChainReference removed) {
    if (empty) {
      return false;
    }
    lock.lock();
    try {
      Registered value = registered.get(removed.buildId());
      if (value == null) {
        return false;
      }
      value.removed.add(new ChainReference().copyOf(removed));
      return true;
    } finally {
      lock.unlock();
    }
  }
}
