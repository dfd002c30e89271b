package dev.latchtree.stress.subject;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map of byte strings that is put to the test. Keys are ordered byte by byte, unsigned.
 *
 * <p>For any number of threads. Each operation on one key must be linearizable: this is what the
 * suites look for holes in. What only some maps can do has a default that says so.
 */
public interface Subject extends AutoCloseable {

  byte @Nullable [] get(byte[] key);

  void put(byte[] key, byte[] value);

  /** Removes {@code key}; returns whether it was there. */
  boolean remove(byte[] key);

  /**
   * Sets the value of {@code key} if it has none.
   *
   * @return the value it has already, or null if {@code value} is set now
   */
  byte @Nullable [] putIfAbsent(byte[] key, byte[] value);

  /** Sets the value of {@code key} if it is {@code expected}, byte by byte; returns whether. */
  boolean compareAndSet(byte[] key, byte[] expected, byte[] value);

  /**
   * Shows the entries in the order of their keys, or against it: each key at most once, each entry
   * as it was at some moment of the scan, and every key that was there all the time.
   */
  void scan(boolean forward, BiConsumer<byte[], byte[]> entries);

  /** Whether {@link #putAll} and {@link #getAll} happen at one instant; if not, nobody asks. */
  default boolean hasGroups() {
    return false;
  }

  /** Puts one value under several keys, or removes them if it is null, at one instant. */
  default void putAll(List<byte[]> keys, byte @Nullable [] value) {
    throw new UnsupportedOperationException("no groups of keys");
  }

  /** The values of several keys at one instant. */
  default List<byte @Nullable []> getAll(List<byte[]> keys) {
    throw new UnsupportedOperationException("no groups of keys");
  }

  /**
   * Throws, and says what is wrong, if the structure is damaged. Nobody else is inside.
   *
   * @return how many entries there are
   */
  long requireSound();

  /** Does what was put off. Nobody else is inside. */
  default void tidy() {}

  /** What it looks like and has done; {@link Figures#NONE} if it does not say. */
  default Figures figures() {
    return Figures.NONE;
  }

  @Override
  void close();
}
