package dev.latchtree.stress.history;

import org.jspecify.annotations.Nullable;

/** Shows byte strings for numbers. */
record ByteNaming(ByteStrings keys, @Nullable ByteStrings values) implements Naming {

  @Override
  public String key(long key) {
    return keys.show(key);
  }

  @Override
  public String value(long value) {
    return values == null ? Long.toString(value) : values.show(value);
  }

  @Override
  public int compareKeys(long one, long other) {
    return keys.compare(one, other);
  }
}
