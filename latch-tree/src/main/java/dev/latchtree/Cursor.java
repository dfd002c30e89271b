package dev.latchtree;

import net.openhft.chronicle.bytes.Bytes;

/**
 * Walks over the entries of a range, in either direction, while others write. It stands on an entry
 * or nowhere; on a new cursor, and after a move that answered false, nowhere. After such a move
 * {@link #next} and {@link #previous} answer false until it is placed anew.
 *
 * <p><b>Weakly consistent.</b> In one direction each key comes at most once, in order; each entry
 * was there, with that value, at some moment since the cursor was made. A key that was there all
 * the time is not missed, whatever becomes of its value. One that comes or goes meanwhile may be
 * seen or not. A batch may be seen in part.
 *
 * <p>A cursor keeps copied bytes only, and holds no page between two calls: one that is forgotten
 * harms nobody. For one thread at a time.
 *
 * <p>Moves throw {@link IllegalStateException} once the store is closed.
 */
public interface Cursor extends AutoCloseable {

  /** Moves to the least entry of the range; answers whether there is one. */
  boolean first();

  /** Moves to the greatest entry of the range; answers whether there is one. */
  boolean last();

  /** Moves to the least entry of the range whose key is {@code key} or above. */
  boolean seek(byte[] key);

  /** Moves to the greatest entry of the range whose key is {@code key} or below. */
  boolean seekBackward(byte[] key);

  /** Moves to the next entry; from nowhere, on a cursor that never moved, to the first. */
  boolean next();

  /** Moves to the entry before; from nowhere, on a cursor that never moved, to the last. */
  boolean previous();

  /** Whether it stands on an entry. */
  boolean isOnEntry();

  /**
   * A copy of the entry's key.
   *
   * @throws IllegalStateException if it stands on no entry
   */
  byte[] key();

  /**
   * A copy of the entry's value.
   *
   * @throws IllegalStateException if it stands on no entry
   */
  byte[] value();

  /**
   * Appends the entry's key to {@code target}.
   *
   * @throws IllegalStateException if it stands on no entry
   */
  void copyKey(Bytes<?> target);

  /**
   * Appends the entry's value to {@code target}.
   *
   * @throws IllegalStateException if it stands on no entry
   */
  void copyValue(Bytes<?> target);

  /**
   * The entry.
   *
   * @throws IllegalStateException if it stands on no entry
   */
  default Entry entry() {
    return new Entry(key(), value());
  }

  /** Ends it; later moves throw {@link IllegalStateException}. */
  @Override
  void close();
}
