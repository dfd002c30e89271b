package dev.latchtree;

import java.util.Arrays;
import java.util.Objects;

/**
 * A key and its value. Equal if both are, byte by byte.
 *
 * @param key not copied: whoever gets an entry from a tree owns it
 * @param value not copied
 */
// Equality is defined below, by content.
@SuppressWarnings("ArrayRecordComponent")
public record Entry(byte[] key, byte[] value) {

  public Entry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry entry
        && Arrays.equals(key, entry.key)
        && Arrays.equals(value, entry.value);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return Arrays.toString(key) + "=" + Arrays.toString(value);
  }
}
