package dev.latchtree;

import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map of byte strings, one of the named trees of a {@link LatchStore}. Keys are ordered
 * byte by byte, unsigned; the empty key is the least. Empty values are values.
 *
 * <p>For any number of threads. Operations on one key are linearizable; what the others promise
 * stands at each of them. Arrays are copied, in and out; nobody keeps the caller's.
 *
 * <p>All methods throw {@link NullPointerException} for null, {@link IllegalArgumentException} for
 * a key longer than {@link #maxKeyLength()} where one may have to be stored, and {@link
 * IllegalStateException} once the store is closed or the tree dropped. A method that throws has
 * changed nothing, unless it says otherwise; but a {@link
 * dev.latchtree.recovery.StoreFailedException} that ends the wait for the log leaves the change in
 * memory, and not safe.
 */
public interface LatchTree {

  String name();

  /** The longest key that can be stored, in bytes. */
  int maxKeyLength();

  // ---- one key

  /** The value of {@code key}, or null. */
  byte @Nullable [] get(byte[] key);

  boolean containsKey(byte[] key);

  /** Sets the value of {@code key}, whatever it was: the old one is not read. */
  void put(byte[] key, byte[] value);

  /**
   * Like {@link #put(byte[], byte[])}, but waits until the write has reached {@code tier}, whatever
   * the store's own policy is; with {@link Tier#MEMORY} it does not wait at all. A store in memory
   * never waits, and its receipts say so.
   *
   * @throws IllegalArgumentException for {@link Tier#INTERVAL}, unless that is the store's policy
   * @return what was waited for; {@link LatchStore#awaitDurable} waits for the rest
   */
  Receipt put(byte[] key, byte[] value, Tier tier);

  /**
   * Removes a key like {@link #remove(byte[])}, and waits like {@link #put(byte[], byte[], Tier)}.
   *
   * @return null if there was nothing to remove
   */
  @Nullable Receipt remove(byte[] key, Tier tier);

  /** Sets the value of {@code key} and returns the one before, or null. */
  byte @Nullable [] getAndPut(byte[] key, byte[] value);

  /**
   * Sets the value of {@code key} if it has none.
   *
   * @return the value it has already, or null if {@code value} is set now
   */
  byte @Nullable [] putIfAbsent(byte[] key, byte[] value);

  /** Sets the value of {@code key} if it has one; returns whether. */
  boolean replace(byte[] key, byte[] value);

  /** Sets the value of {@code key} if it is {@code expected}, byte by byte; returns whether. */
  boolean compareAndSet(byte[] key, byte[] expected, byte[] value);

  /** Removes {@code key}; returns whether it was there. */
  boolean remove(byte[] key);

  /** Removes {@code key} and returns its value, or null. */
  byte @Nullable [] getAndRemove(byte[] key);

  /** Removes {@code key} if its value is {@code expected}, byte by byte; returns whether. */
  boolean compareAndRemove(byte[] key, byte[] expected);

  // ---- one key, without garbage

  /**
   * Appends the value of {@code key} to {@code target}: one copy, out of the page.
   *
   * @param key its readable bytes, which stay readable
   * @return whether there is a value; if not, {@code target} is as it was
   */
  boolean get(Bytes<?> key, Bytes<?> target);

  /**
   * Sets the value of {@code key}.
   *
   * @param key its readable bytes, which stay readable
   * @param value its readable bytes, which stay readable
   */
  void put(Bytes<?> key, Bytes<?> value);

  /** Removes {@code key}, its readable bytes, which stay readable; returns whether it was there. */
  boolean remove(Bytes<?> key);

  // ---- several keys

  /**
   * The values of several keys at one instant, null for those that have none.
   *
   * @throws IllegalArgumentException if they lie on more pages than an operation may hold; the
   *     message says how many that is
   */
  List<byte @Nullable []> getAll(List<byte[]> keys);

  /** A cursor over all entries. */
  default Cursor cursor() {
    return cursor(KeyRange.all());
  }

  /** A cursor over the entries of a range; it stands nowhere yet. */
  Cursor cursor(KeyRange range);

  /** The least entry at some moment of the call, or null if there is none. */
  @Nullable Entry first();

  /** The greatest entry at some moment of the call, or null if there is none. */
  @Nullable Entry last();

  /** Whether there was no entry at some moment of the call. */
  default boolean isEmpty() {
    return first() == null;
  }

  /** How many entries there are; while others write, as weak as a {@link Cursor}. */
  default long count() {
    return count(KeyRange.all());
  }

  /** How many entries of a range there are; while others write, as weak as a {@link Cursor}. */
  long count(KeyRange range);

  /**
   * Removes the entries of a range leaf by leaf, those of one leaf at once: others may see some of
   * them gone and some still there. Entries that are put meanwhile may stay; if this throws, some
   * may be gone.
   *
   * @return how many were removed
   */
  long removeRange(KeyRange range);

  /** Removes all entries, like {@link #removeRange} of all keys. */
  default void clear() {
    removeRange(KeyRange.all());
  }

  /**
   * Fills the tree, which must be empty, with entries in ascending order of their keys: much faster
   * than putting them, and with pages as full as wished.
   *
   * @param entries strictly ascending; read to the end by the calling thread, with nothing latched
   * @param fillFactor the part of a page to be filled, 0.5 to 1
   * @return how many entries were loaded
   * @throws IllegalStateException if the tree is not empty
   * @throws IllegalArgumentException if a key is not above the one before; the tree then holds the
   *     entries before it
   */
  long load(Iterator<Entry> entries, double fillFactor);

  // ---- views

  /**
   * This tree as a map of objects, in the order of their keys' bytes. A view: it keeps nothing, and
   * costs nothing to make.
   *
   * <p>Conditional operations, {@code compute} and {@code merge} included, are atomic; functions
   * given to them may be called several times while others write, with nothing latched. Expected
   * values are compared by their bytes. Iterators and streams are as weakly consistent as a {@link
   * Cursor}; entries are as they were when read, and cannot be set. {@code size()} counts. {@code
   * putAll} and {@code clear} change one entry after the other.
   *
   * <p>Neither keys nor values may be null. What a codec throws is passed on, for an object of the
   * wrong class too, and leaves the tree as it was; where several entries are changed, as it was
   * before that entry. The comparator encodes both keys at each comparison.
   */
  default <K, V> ConcurrentNavigableMap<K, V> asMap(Codec<K> keys, Codec<V> values) {
    return new MapView<>(this, keys, values);
  }

  // ---- figures

  /** Figures of this tree, its shape included: looks at every page. */
  TreeStats stats();

  /** What happened since the store was opened; looks at no page. */
  TreeStats.Counters counters();
}
