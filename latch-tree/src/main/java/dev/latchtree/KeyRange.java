package dev.latchtree;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys: from a low bound, inclusive, to a high one, exclusive, or without end.
 * Immutable. Bounds may be longer than keys can be.
 */
public final class KeyRange {

  private static final KeyRange ALL = new KeyRange(new byte[0], null);

  private final byte[] low;
  private final byte @Nullable [] high;

  private KeyRange(byte[] low, byte @Nullable [] high) {
    this.low = low;
    this.high = high;
  }

  /** All keys. */
  public static KeyRange all() {
    return ALL;
  }

  /** The keys from {@code low} on, itself included. */
  public static KeyRange from(byte[] low) {
    return ALL.startingAt(low);
  }

  /** The keys below {@code high}. */
  public static KeyRange to(byte[] high) {
    return ALL.endingBefore(high);
  }

  /** The keys from {@code low}, included, to {@code high}, not included. */
  public static KeyRange between(byte[] low, byte[] high) {
    return ALL.startingAt(low).endingBefore(high);
  }

  /** The keys that begin with {@code prefix}. */
  public static KeyRange prefix(byte[] prefix) {
    KeyRange start = from(prefix);
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != -1) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return new KeyRange(start.low, end);
      }
    }
    return start;
  }

  /** The least key above {@code key}: makes an inclusive bound of an exclusive one, and back. */
  public static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** Those of these keys that are not below {@code key}. */
  public KeyRange startingAt(byte[] key) {
    Objects.requireNonNull(key, "key");
    return Arrays.compareUnsigned(key, low) <= 0 ? this : new KeyRange(key.clone(), high);
  }

  /** Those of these keys that are below {@code key}. */
  public KeyRange endingBefore(byte[] key) {
    Objects.requireNonNull(key, "key");
    return endsBy(key) ? this : new KeyRange(low, key.clone());
  }

  /** Whether no key of the range is {@code key} or above. */
  private boolean endsBy(byte[] key) {
    return high != null && Arrays.compareUnsigned(high, key) <= 0;
  }

  public boolean contains(byte[] key) {
    Objects.requireNonNull(key, "key");
    return Arrays.compareUnsigned(low, key) <= 0 && !endsBy(key);
  }

  /** Whether no key can be in it. */
  public boolean isEmpty() {
    return endsBy(low);
  }

  /** A copy of the low bound; the empty key if there is none. */
  public byte[] low() {
    return low.clone();
  }

  /** A copy of the high bound, or null if there is none. */
  public byte @Nullable [] high() {
    return high == null ? null : high.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyRange range
        && Arrays.equals(low, range.low)
        && Arrays.equals(high, range.high);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
  }

  @Override
  public String toString() {
    return "[" + Arrays.toString(low) + ", " + (high == null ? "end" : Arrays.toString(high)) + ")";
  }
}
