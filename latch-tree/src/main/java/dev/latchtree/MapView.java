package dev.latchtree;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tree, or a slice of it, as a map of objects; {@link LatchTree#asMap} says what it promises. The
 * whole map, its sub-maps and their descending views are all of this class: they differ in their
 * slice only, and keep nothing else.
 */
final class MapView<K, V> extends PointMap<K, V> implements ConcurrentNavigableMap<K, V> {

  MapView(LatchTree tree, Codec<K> keys, Codec<V> values) {
    this(new TypedTree<>(tree, keys, values), KeySlice.ALL);
  }

  private MapView(TypedTree<K, V> typed, KeySlice slice) {
    super(typed, slice);
  }

  private MapView<K, V> show(KeySlice part) {
    return new MapView<>(typed, part);
  }

  // ---- the whole

  /** Counts, which takes time; as weak as a cursor while others write. */
  @Override
  public int size() {
    return (int) Math.min(Integer.MAX_VALUE, tree.count(slice.range()));
  }

  @Override
  public boolean isEmpty() {
    try (Cursor cursor = slice.cursor(tree)) {
      return !slice.toFirst(cursor);
    }
  }

  @Override
  public void clear() {
    tree.removeRange(slice.range());
  }

  @Override
  public Comparator<? super K> comparator() {
    Comparator<K> order = typed.comparator();
    return slice.ascending() ? order : order.reversed();
  }

  /** Removes each entry that satisfies {@code filter}, if it still has the value that was asked. */
  boolean removeEntriesIf(Predicate<? super Map.Entry<K, V>> filter) {
    boolean removed = false;
    try (Cursor cursor = slice.cursor(tree)) {
      for (boolean on = slice.toFirst(cursor); on; on = slice.toNext(cursor)) {
        if (filter.test(typed.entryAt(cursor))) {
          removed |= tree.compareAndRemove(cursor.key(), cursor.value());
        }
      }
    }
    return removed;
  }

  // ---- the ends

  @Override
  public Map.@Nullable Entry<K, V> firstEntry() {
    return firstOf(slice, typed::entryAt);
  }

  @Override
  public Map.@Nullable Entry<K, V> lastEntry() {
    return firstOf(slice.reversed(), typed::entryAt);
  }

  @Override
  public K firstKey() {
    return requireKey(firstOf(slice, typed::keyAt));
  }

  @Override
  public K lastKey() {
    return requireKey(firstOf(slice.reversed(), typed::keyAt));
  }

  @Override
  public Map.@Nullable Entry<K, V> pollFirstEntry() {
    return pollFirstOf(slice, typed::entryAt);
  }

  @Override
  public Map.@Nullable Entry<K, V> pollLastEntry() {
    return pollFirstOf(slice.reversed(), typed::entryAt);
  }

  @Nullable K pollFirstKey() {
    return pollFirstOf(slice, typed::keyAt);
  }

  @Nullable K pollLastKey() {
    return pollFirstOf(slice.reversed(), typed::keyAt);
  }

  private <T> @Nullable T firstOf(KeySlice part, Function<Cursor, T> element) {
    try (Cursor cursor = part.cursor(tree)) {
      return part.toFirst(cursor) ? element.apply(cursor) : null;
    }
  }

  private <T> @Nullable T pollFirstOf(KeySlice part, Function<Cursor, T> element) {
    try (Cursor cursor = part.cursor(tree)) {
      while (part.toFirst(cursor)) {
        T first = element.apply(cursor);
        if (tree.compareAndRemove(cursor.key(), cursor.value())) {
          return first;
        }
      }
    }
    return null;
  }

  private static <K> K requireKey(@Nullable K key) {
    if (key == null) {
      throw new NoSuchElementException("the map is empty");
    }
    return key;
  }

  // ---- neighbours

  @Override
  public Map.@Nullable Entry<K, V> lowerEntry(K key) {
    return firstOf(before(key, false), typed::entryAt);
  }

  @Override
  public @Nullable K lowerKey(K key) {
    return firstOf(before(key, false), typed::keyAt);
  }

  @Override
  public Map.@Nullable Entry<K, V> floorEntry(K key) {
    return firstOf(before(key, true), typed::entryAt);
  }

  @Override
  public @Nullable K floorKey(K key) {
    return firstOf(before(key, true), typed::keyAt);
  }

  @Override
  public Map.@Nullable Entry<K, V> ceilingEntry(K key) {
    return firstOf(after(key, true), typed::entryAt);
  }

  @Override
  public @Nullable K ceilingKey(K key) {
    return firstOf(after(key, true), typed::keyAt);
  }

  @Override
  public Map.@Nullable Entry<K, V> higherEntry(K key) {
    return firstOf(after(key, false), typed::entryAt);
  }

  @Override
  public @Nullable K higherKey(K key) {
    return firstOf(after(key, false), typed::keyAt);
  }

  /** What comes before {@code key}, the nearest first. */
  private KeySlice before(K key, boolean inclusive) {
    return slice.before(typed.encodeKey(key), inclusive).reversed();
  }

  /** What comes after {@code key}, the nearest first. */
  private KeySlice after(K key, boolean inclusive) {
    return slice.after(typed.encodeKey(key), inclusive);
  }

  // ---- parts

  @Override
  public ConcurrentNavigableMap<K, V> subMap(
      K from, boolean fromInclusive, K to, boolean toInclusive) {
    byte[] first = typed.encodeKey(from);
    byte[] last = typed.encodeKey(to);
    slice.requireOrder(first, last);
    slice.requireBound(first, fromInclusive);
    slice.requireBound(last, toInclusive);
    return show(slice.after(first, fromInclusive).before(last, toInclusive));
  }

  @Override
  public ConcurrentNavigableMap<K, V> headMap(K to, boolean inclusive) {
    byte[] last = typed.encodeKey(to);
    slice.requireBound(last, inclusive);
    return show(slice.before(last, inclusive));
  }

  @Override
  public ConcurrentNavigableMap<K, V> tailMap(K from, boolean inclusive) {
    byte[] first = typed.encodeKey(from);
    slice.requireBound(first, inclusive);
    return show(slice.after(first, inclusive));
  }

  @Override
  public ConcurrentNavigableMap<K, V> subMap(K from, K to) {
    return subMap(from, true, to, false);
  }

  @Override
  public ConcurrentNavigableMap<K, V> headMap(K to) {
    return headMap(to, false);
  }

  @Override
  public ConcurrentNavigableMap<K, V> tailMap(K from) {
    return tailMap(from, true);
  }

  @Override
  public ConcurrentNavigableMap<K, V> descendingMap() {
    return show(slice.reversed());
  }

  // ---- collections

  @Override
  public NavigableSet<K> keySet() {
    return new MapKeys<>(this);
  }

  @Override
  public NavigableSet<K> navigableKeySet() {
    return keySet();
  }

  @Override
  public NavigableSet<K> descendingKeySet() {
    return descendingMap().navigableKeySet();
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new MapEntries<>(this);
  }

  @Override
  public Collection<V> values() {
    return new MapValues<>(this);
  }

  /** A new iterator over what {@code element} makes of each entry. */
  <T> MapIterator<T> iterator(Function<Cursor, T> element) {
    return new MapIterator<>(tree, slice, element);
  }
}
