package dev.latchtree.lab.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.function.Supplier;

/** A concurrent map of the JDK, which keeps the arrays it is given; so they are copied. */
final class JdkMapStore<K> extends MapStore<K> {

  private final ConcurrentNavigableMap<K, byte[]> map;

  JdkMapStore(ConcurrentNavigableMap<K, byte[]> map, Supplier<KeyForm<K>> forms, Shape shape) {
    super(map, forms, shape);
    this.map = map;
  }

  @Override
  byte[] apart(byte[] value) {
    return value.clone();
  }

  @Override
  void changed() {}

  @Override
  long scan(K from, int limit, KeyForm<K> keys) {
    long digest = 0;
    int left = limit;
    for (Map.Entry<K, byte[]> entry : map.tailMap(from, true).entrySet()) {
      if (left-- == 0) {
        break;
      }
      long key = keys.copyOut(entry.getKey());
      digest = Values.digest(digest, key, Values.markOf(apart(entry.getValue())));
    }
    return digest;
  }

  @Override
  public long count() {
    return map.size();
  }

  @Override
  public void close() {
    map.clear();
  }
}
