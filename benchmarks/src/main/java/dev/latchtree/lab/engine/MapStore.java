package dev.latchtree.lab.engine;

import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * A concurrent map, as people use it who have one: what the maps differ in is whether they share
 * their callers' arrays, what is to do after a change, and how they are scanned.
 */
abstract class MapStore<K> implements StoreUnderTest {

  private final ConcurrentMap<K, byte[]> map;
  private final Supplier<KeyForm<K>> forms;
  private final Shape shape;

  /**
   * A store of what is in {@code map}.
   *
   * @param forms makes what a session makes its keys with
   */
  MapStore(ConcurrentMap<K, byte[]> map, Supplier<KeyForm<K>> forms, Shape shape) {
    this.map = map;
    this.forms = forms;
    this.shape = shape;
  }

  /** A value that the map may keep, or that its caller may: copied if it would be shared. */
  abstract byte[] apart(byte[] value);

  /** A write has returned. */
  abstract void changed();

  /** As {@link Session#scan}. */
  abstract long scan(K from, int limit, KeyForm<K> keys);

  @Override
  public final Session session() {
    return new MapSession();
  }

  private final class MapSession implements Session {

    private final KeyForm<K> keys = forms.get();
    private final byte[] value = shape.value(0);

    @Override
    public long get(long key) {
      byte[] found = map.get(keys.toLookFor(key));
      return found == null ? ABSENT : Values.markOf(apart(found));
    }

    @Override
    public void put(long key, long mark) {
      Values.setMark(value, mark);
      map.put(keys.toKeep(key), apart(value));
      changed();
    }

    @Override
    public boolean remove(long key) {
      boolean removed = map.remove(keys.toLookFor(key)) != null;
      if (removed) {
        changed();
      }
      return removed;
    }

    @Override
    public long scan(long from, int limit) {
      return MapStore.this.scan(keys.toLookFor(from), limit, keys);
    }

    @Override
    public void close() {}
  }
}
