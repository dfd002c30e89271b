package dev.latchtree;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Predicate;

/** The entries of a map view, each as it was when it was read. */
final class MapEntries<K, V> extends AbstractSet<Map.Entry<K, V>> {

  private final MapView<K, V> map;

  MapEntries(MapView<K, V> map) {
    this.map = map;
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean isEmpty() {
    return map.isEmpty();
  }

  @Override
  public boolean contains(Object object) {
    return object instanceof Map.Entry<?, ?> entry
        && entry.getKey() != null
        && entry.getValue() != null
        && map.containsEntry(entry.getKey(), entry.getValue());
  }

  @Override
  public boolean remove(Object object) {
    return object instanceof Map.Entry<?, ?> entry
        && entry.getKey() != null
        && entry.getValue() != null
        && map.remove(entry.getKey(), entry.getValue());
  }

  @Override
  public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
    return map.removeEntriesIf(Objects.requireNonNull(filter, "filter"));
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    return map.iterator(map.typed::entryAt);
  }

  @Override
  public Spliterator<Map.Entry<K, V>> spliterator() {
    return MapSpliterator.distinct(iterator());
  }
}
