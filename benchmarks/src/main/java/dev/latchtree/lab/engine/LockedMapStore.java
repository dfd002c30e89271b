package dev.latchtree.lab.engine;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A map of the JDK under one read-write lock: what people write who need an ordered map for several
 * threads. Keys and values are made and copied outside the lock wherever that is possible.
 */
final class LockedMapStore<K> implements StoreUnderTest {

  private final Lock readLock;
  private final Lock writeLock;

  /** Read under one of the locks, changed under the second. */
  private final NavigableMap<K, byte[]> map;

  private final Supplier<KeyForm<K>> forms;
  private final Shape shape;

  LockedMapStore(NavigableMap<K, byte[]> map, Supplier<KeyForm<K>> forms, Shape shape) {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    readLock = lock.readLock();
    writeLock = lock.writeLock();
    this.map = map;
    this.forms = forms;
    this.shape = shape;
  }

  @Override
  public Session session() {
    return new LockedSession();
  }

  @Override
  public long count() {
    readLock.lock();
    try {
      return map.size();
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public void close() {
    writeLock.lock();
    try {
      map.clear();
    } finally {
      writeLock.unlock();
    }
  }

  private final class LockedSession implements Session {

    private final KeyForm<K> keys = forms.get();
    private final byte[] value = shape.value(0);

    /** A value in the map is never changed, only replaced: it can be copied without the lock. */
    @Override
    public long get(long key) {
      K sought = keys.toLookFor(key);
      byte[] found;
      readLock.lock();
      try {
        found = map.get(sought);
      } finally {
        readLock.unlock();
      }
      return found == null ? ABSENT : Values.markOf(found.clone());
    }

    @Override
    public void put(long key, long mark) {
      Values.setMark(value, mark);
      K own = keys.toKeep(key);
      byte[] copy = value.clone();
      writeLock.lock();
      try {
        map.put(own, copy);
      } finally {
        writeLock.unlock();
      }
    }

    @Override
    public boolean remove(long key) {
      K sought = keys.toLookFor(key);
      writeLock.lock();
      try {
        return map.remove(sought) != null;
      } finally {
        writeLock.unlock();
      }
    }

    @Override
    public long scan(long from, int limit) {
      K sought = keys.toLookFor(from);
      long digest = 0;
      int left = limit;
      readLock.lock();
      try {
        for (Map.Entry<K, byte[]> entry : map.tailMap(sought, true).entrySet()) {
          if (left-- == 0) {
            break;
          }
          digest =
              Values.digest(
                  digest, keys.copyOut(entry.getKey()), Values.markOf(entry.getValue().clone()));
        }
      } finally {
        readLock.unlock();
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
