package dev.latchtree;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Predicate;

/** The values of a map view, in the order of their keys. */
final class MapValues<K, V> extends AbstractCollection<V> {

  private final MapView<K, V> map;

  MapValues(MapView<K, V> map) {
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
  public boolean contains(Object value) {
    return map.containsValue(value);
  }

  @Override
  public boolean remove(Object value) {
    return map.removeFirstWithValue(value);
  }

  @Override
  public boolean removeIf(Predicate<? super V> filter) {
    Objects.requireNonNull(filter, "filter");
    return map.removeEntriesIf(entry -> filter.test(entry.getValue()));
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  public Iterator<V> iterator() {
    return map.iterator(map.typed::valueAt);
  }

  @Override
  public Spliterator<V> spliterator() {
    return MapSpliterator.any(iterator());
  }
}
