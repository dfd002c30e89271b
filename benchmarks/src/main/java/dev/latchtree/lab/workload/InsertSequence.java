package dev.latchtree.lab.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out the numbers of entries to insert, and knows up to which one all are there.
 *
 * <p>Concurrency: {@code there[i]} is written once, with release, by who inserted {@code i}, and
 * read with acquire; {@code allThere} grows by one at a time, by a CAS of whoever sees that the
 * next one is there. So who reads {@code allThere == n} comes after all inserts below {@code n}.
 */
final class InsertSequence {

  /** There is nothing left to insert. */
  static final long NONE = -1;

  private static final VarHandle THERE = MethodHandles.arrayElementVarHandle(byte[].class);

  private final byte[] there;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong allThere = new AtomicLong();

  /**
   * From 0 on.
   *
   * @param count of numbers
   */
  InsertSequence(long count) {
    there = new byte[Math.toIntExact(count)];
  }

  /** The next number, or {@link #NONE}; who takes one must insert it. */
  long take() {
    long number = taken.getAndIncrement();
    return number < there.length ? number : NONE;
  }

  /** Says that this number has been inserted. */
  void isThere(long number) {
    THERE.setRelease(there, (int) number, (byte) 1);
    long end = allThere.get();
    while (end < there.length && (byte) THERE.getAcquire(there, (int) end) == 1) {
      allThere.compareAndSet(end, end + 1);
      end = allThere.get();
    }
  }

  /** All numbers below this one have been inserted. */
  long allThere() {
    return allThere.get();
  }

  /** How many were handed out. */
  long taken() {
    return Math.min(taken.get(), there.length);
  }
}
