package dev.latchtree;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tree and the codecs that make objects of its byte strings: what all views of a map share. */
record TypedTree<K, V>(LatchTree tree, Codec<K> keys, Codec<V> values) {

  TypedTree {
    Objects.requireNonNull(tree, "tree");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
  }

  /** The bytes of a key of whatever class; what a codec throws for a wrong one is passed on. */
  @SuppressWarnings("unchecked")
  byte[] encodeKey(Object key) {
    return keys.encode((K) Objects.requireNonNull(key, "key"));
  }

  /** The bytes of a value of whatever class; what a codec throws for a wrong one is passed on. */
  @SuppressWarnings("unchecked")
  byte[] encodeValue(Object value) {
    return values.encode((V) Objects.requireNonNull(value, "value"));
  }

  byte @Nullable [] encodeValueOrNull(@Nullable V value) {
    return value == null ? null : values.encode(value);
  }

  @Nullable V decodeValueOrNull(byte @Nullable [] bytes) {
    return bytes == null ? null : values.decode(bytes);
  }

  /** The key that the cursor stands on; its value is not read. */
  K keyAt(Cursor cursor) {
    return keys.decode(cursor.key());
  }

  V valueAt(Cursor cursor) {
    return values.decode(cursor.value());
  }

  /** The entry that the cursor stands on, as it was then. */
  Map.Entry<K, V> entryAt(Cursor cursor) {
    return new SimpleImmutableEntry<>(keyAt(cursor), valueAt(cursor));
  }

  /** The tree's order, for objects: that of their bytes. */
  Comparator<K> comparator() {
    return (a, b) -> Arrays.compareUnsigned(encodeKey(a), encodeKey(b));
  }
}
