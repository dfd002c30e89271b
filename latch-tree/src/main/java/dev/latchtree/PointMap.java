package dev.latchtree;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The half of {@link MapView} that asks and changes single keys of a slice.
 *
 * <p>Atomicity: whatever depends on the value before reads it, decides, and then changes the tree
 * only if exactly those bytes are still there; else it begins anew. Bytes are compared, not
 * objects: a codec that would encode what it decoded in another way must not make a loop endless.
 *
 * <p>Codecs and the functions of callers are called before the change, never between a change and
 * its return: if one throws, the tree is as it was. That is why {@link #put} and {@link #remove}
 * are loops too, and not {@link LatchTree#getAndPut} and {@link LatchTree#getAndRemove}, whose old
 * value would be decoded too late.
 */
abstract class PointMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {

  final TypedTree<K, V> typed;
  final LatchTree tree;
  final KeySlice slice;

  PointMap(TypedTree<K, V> typed, KeySlice slice) {
    this.typed = typed;
    this.tree = typed.tree();
    this.slice = slice;
  }

  // ---- what is there

  @Override
  public @Nullable V get(Object key) {
    return typed.decodeValueOrNull(read(typed.encodeKey(key)));
  }

  @Override
  public boolean containsKey(Object key) {
    byte[] encoded = typed.encodeKey(key);
    return slice.contains(encoded) && tree.containsKey(encoded);
  }

  /** Whether {@code key} has exactly this value, by its bytes. */
  boolean containsEntry(Object key, Object value) {
    byte[] expected = typed.encodeValue(value);
    return Arrays.equals(expected, read(typed.encodeKey(key)));
  }

  @Override
  public boolean containsValue(Object value) {
    byte[] wanted = typed.encodeValue(value);
    try (Cursor cursor = slice.cursor(tree)) {
      for (boolean on = slice.toFirst(cursor); on; on = slice.toNext(cursor)) {
        if (Arrays.equals(wanted, cursor.value())) {
          return true;
        }
      }
    }
    return false;
  }

  private byte @Nullable [] read(byte[] key) {
    return slice.contains(key) ? tree.get(key) : null;
  }

  // ---- changes whatever the value

  @Override
  public @Nullable V put(K key, V value) {
    byte[] encoded = encodeStorable(key);
    byte[] next = typed.encodeValue(value);
    while (true) {
      byte[] old = tree.get(encoded);
      V before = typed.decodeValueOrNull(old);
      if (swap(encoded, old, next)) {
        return before;
      }
    }
  }

  /** Puts one after the other, without looking at the values before. */
  @Override
  public void putAll(Map<? extends K, ? extends V> entries) {
    entries.forEach((key, value) -> tree.put(encodeStorable(key), typed.encodeValue(value)));
  }

  @Override
  public @Nullable V remove(Object key) {
    byte[] encoded = typed.encodeKey(key);
    while (true) {
      byte[] old = read(encoded);
      V before = typed.decodeValueOrNull(old);
      if (swap(encoded, old, null)) {
        return before;
      }
    }
  }

  /** Removes {@code key} without looking at its value; returns whether it was there. */
  boolean removeKey(Object key) {
    byte[] encoded = typed.encodeKey(key);
    return slice.contains(encoded) && tree.remove(encoded);
  }

  /** Removes the first entry that has this value, by its bytes; returns whether there was one. */
  boolean removeFirstWithValue(Object value) {
    byte[] wanted = typed.encodeValue(value);
    try (Cursor cursor = slice.cursor(tree)) {
      for (boolean on = slice.toFirst(cursor); on; on = slice.toNext(cursor)) {
        if (Arrays.equals(wanted, cursor.value()) && tree.compareAndRemove(cursor.key(), wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- changes that depend on the value

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return typed.decodeValueOrNull(tree.putIfAbsent(encodeStorable(key), typed.encodeValue(value)));
  }

  @Override
  public @Nullable V replace(K key, V value) {
    byte[] encoded = typed.encodeKey(key);
    byte[] next = typed.encodeValue(value);
    while (true) {
      byte[] old = read(encoded);
      V before = typed.decodeValueOrNull(old);
      if (old == null || swap(encoded, old, next)) {
        return before;
      }
    }
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    byte[] encoded = typed.encodeKey(key);
    byte[] old = typed.encodeValue(expected);
    byte[] next = typed.encodeValue(value);
    return slice.contains(encoded) && tree.compareAndSet(encoded, old, next);
  }

  @Override
  public boolean remove(Object key, Object expected) {
    byte[] encoded = typed.encodeKey(key);
    byte[] old = typed.encodeValue(expected);
    return slice.contains(encoded) && tree.compareAndRemove(encoded, old);
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
    Objects.requireNonNull(function, "function");
    byte[] encoded = typed.encodeKey(key);
    byte[] old = read(encoded);
    if (old == null) {
      V made = function.apply(key);
      if (made == null) {
        return null;
      }
      requireStorable(encoded);
      old = tree.putIfAbsent(encoded, typed.encodeValue(made));
      if (old == null) {
        return made;
      }
    }
    return typed.values().decode(old);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    Objects.requireNonNull(function, "function");
    return update(typed.encodeKey(key), old -> old == null ? null : function.apply(key, old));
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    Objects.requireNonNull(function, "function");
    return update(typed.encodeKey(key), old -> function.apply(key, old));
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(value, "value");
    return update(encodeStorable(key), old -> old == null ? value : function.apply(old, value));
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    Objects.requireNonNull(function, "function");
    try (Cursor cursor = slice.cursor(tree)) {
      for (boolean on = slice.toFirst(cursor); on; on = slice.toNext(cursor)) {
        K key = typed.keyAt(cursor);
        update(
            cursor.key(),
            old -> old == null ? null : Objects.requireNonNull(function.apply(key, old)));
      }
    }
  }

  private @Nullable V update(byte[] encoded, Function<@Nullable V, @Nullable V> function) {
    while (true) {
      byte[] old = read(encoded);
      V next = function.apply(typed.decodeValueOrNull(old));
      if (swap(encoded, old, typed.encodeValueOrNull(next))) {
        return next;
      }
    }
  }

  /** Changes the value from {@code old} to {@code next}, null for none, if it is {@code old}. */
  private boolean swap(byte[] key, byte @Nullable [] old, byte @Nullable [] next) {
    if (next == null) {
      return old == null || tree.compareAndRemove(key, old);
    }
    requireStorable(key);
    return old == null ? tree.putIfAbsent(key, next) == null : tree.compareAndSet(key, old, next);
  }

  private byte[] encodeStorable(K key) {
    byte[] encoded = typed.encodeKey(key);
    requireStorable(encoded);
    return encoded;
  }

  private void requireStorable(byte[] key) {
    if (!slice.contains(key)) {
      throw new IllegalArgumentException("key outside of the map's range " + slice.range());
    }
  }
}
