package dev.latchtree;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a slice with one cursor, as weakly consistent as that. The cursor always stands on
 * what {@link #next} will return, so that what {@link #hasNext} promised is there.
 */
final class MapIterator<T> implements Iterator<T> {

  private final LatchTree tree;
  private final KeySlice slice;
  private final Cursor cursor;
  private final Function<Cursor, T> element;
  private byte @Nullable [] returned;

  /**
   * @param element what is made of the entry that a cursor stands on
   */
  MapIterator(LatchTree tree, KeySlice slice, Function<Cursor, T> element) {
    this.tree = tree;
    this.slice = slice;
    this.element = element;
    cursor = slice.cursor(tree);
    slice.toFirst(cursor);
  }

  @Override
  public boolean hasNext() {
    return cursor.isOnEntry();
  }

  @Override
  public T next() {
    if (!cursor.isOnEntry()) {
      throw new NoSuchElementException();
    }
    T next = element.apply(cursor);
    returned = cursor.key();
    slice.toNext(cursor);
    return next;
  }

  /** Removes the key that was returned last, whatever its value is by now. */
  @Override
  public void remove() {
    if (returned == null) {
      throw new IllegalStateException("nothing returned since the last removal");
    }
    tree.remove(returned);
    returned = null;
  }
}
