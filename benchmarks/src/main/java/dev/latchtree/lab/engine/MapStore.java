package dev.latchtree.lab.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.function.Supplier;

/** A concurrent map of the JDK. Values are copied in and out: it must not share the caller's. */
final class MapStore<K> implements StoreUnderTest {

  private final ConcurrentNavigableMap<K, byte[]> map;
  private final Supplier<KeyForm<K>> forms;
  private final Shape shape;

  MapStore(ConcurrentNavigableMap<K, byte[]> map, Supplier<KeyForm<K>> forms, Shape shape) {
    this.map = map;
    this.forms = forms;
    this.shape = shape;
  }

  @Override
  public Session session() {
    return new MapSession();
  }

  @Override
  public long count() {
    return map.size();
  }

  @Override
  public void close() {
    map.clear();
  }

  private final class MapSession implements Session {

    private final KeyForm<K> keys = forms.get();
    private final byte[] value = shape.value(0);

    @Override
    public long get(long key) {
      byte[] found = map.get(keys.toLookFor(key));
      return found == null ? ABSENT : Values.markOf(found.clone());
    }

    @Override
    public void put(long key, long mark) {
      Values.setMark(value, mark);
      map.put(keys.toKeep(key), value.clone());
    }

    @Override
    public boolean remove(long key) {
      return map.remove(keys.toLookFor(key)) != null;
    }

    @Override
    public long scan(long from, int limit) {
      long digest = 0;
      int left = limit;
      for (Map.Entry<K, byte[]> entry : map.tailMap(keys.toLookFor(from), true).entrySet()) {
        if (left-- == 0) {
          break;
        }
        digest =
            Values.digest(
                digest, keys.copyOut(entry.getKey()), Values.markOf(entry.getValue().clone()));
      }
      return digest;
    }

    @Override
    public void close() {}
  }
}
