package dev.latchtree.wal;

import org.jspecify.annotations.Nullable;

/**
 * A list of waiters, oldest first, linked through {@link Waiter#next} so that it never allocates: a
 * leader that runs out of memory must still be able to wake everybody. One thread at a time.
 */
final class WaiterList {

  private @Nullable Waiter first;
  private @Nullable Waiter last;

  void add(Waiter waiter) {
    waiter.next = null;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
  }

  @Nullable Waiter first() {
    return first;
  }

  /** Empties the list and returns its first waiter, from which the others can be reached. */
  @Nullable Waiter takeAll() {
    Waiter all = first;
    first = null;
    last = null;
    return all;
  }
}
