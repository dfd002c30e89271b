package dev.latchtree.lab.upkeep;

import dev.latchtree.Cursor;
import dev.latchtree.Entry;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/** The entries that a cursor walks over, in order, counted. */
final class EntriesOf implements Iterator<Entry> {

  private final Cursor cursor;
  private final AtomicLong count;
  private boolean onNext;

  EntriesOf(Cursor cursor, AtomicLong count) {
    this.cursor = cursor;
    this.count = count;
    onNext = cursor.first();
  }

  @Override
  public boolean hasNext() {
    return onNext;
  }

  @Override
  public Entry next() {
    if (!onNext) {
      throw new NoSuchElementException();
    }
    Entry entry = cursor.entry();
    count.incrementAndGet();
    onNext = cursor.next();
    return entry;
  }
}
