package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Workers;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * The entries of a store, each marked with its key, and who adds and removes them untimed. The
 * entry in place {@code i} of those that are always there has the key of number {@code i}, or,
 * where {@link Workload#CHURN} has replaced it, of that number and a generation. Inserted entries
 * have numbers of their own.
 */
final class Population {

  /** Entries handed to a thread at a time. */
  static final int STRETCH = 64;

  private static final long INSERTED = 1L << 61;
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofHours(1);

  private final StoreUnderTest store;
  private final int size;
  private final int threads;

  /** Of each place; empty until entries are replaced: to look here costs a read its time. */
  private int[] generations = new int[0];

  /**
   * Of a store that is empty yet.
   *
   * @param threads that add and remove entries: many, if a write waits for the disk
   */
  Population(StoreUnderTest store, int size, int threads) {
    this.store = store;
    this.size = size;
    this.threads = threads;
  }

  int size() {
    return size;
  }

  /** The key of the entry that is there now in this place. */
  long keyAt(int place) {
    return Keys.of(
        generations.length == 0 ? place : (long) generations[place] << Integer.SIZE | place);
  }

  /** From now on entries may be replaced. */
  void beReplaceable() {
    if (generations.length == 0) {
      generations = new int[size];
    }
  }

  /** The key of another entry for this place; a place has one thread at a time. */
  long replaceAt(int place) {
    generations[place]++;
    return keyAt(place);
  }

  /** The key of an entry that is not always there. */
  static long insertedKey(long index) {
    return Keys.of(INSERTED + index);
  }

  /** Of those that are always there. */
  long largestKey() {
    long largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, keyAt(i));
    }
    return largest;
  }

  /** The largest key from which on there are so many always, itself included; -1 if none is. */
  long lastKeyBefore(int count) {
    PriorityQueue<Long> largest = new PriorityQueue<>(count);
    for (int i = 0; i < size; i++) {
      long key = keyAt(i);
      if (largest.size() < count) {
        largest.add(key);
      } else if (key > largest.element()) {
        largest.remove();
        largest.add(key);
      }
    }
    return largest.size() < count ? -1 : largest.element();
  }

  /** Adds all entries, in an order that has nothing to do with that of their keys. */
  void fill() {
    put(size, place -> keyAt((int) place));
    requireCount(size);
  }

  /** Adds entries with the keys that {@code keys} has for the numbers below {@code count}. */
  void put(long count, LongUnaryOperator keys) {
    forAll(count, keys, CheckedSession::write);
  }

  /** Removes entries that must be there. */
  void remove(long count, LongUnaryOperator keys) {
    forAll(count, keys, CheckedSession::remove);
  }

  void requireCount(long expected) {
    long count = store.count();
    if (count != expected) {
      throw new IllegalStateException(
          "the store has %d entries, and should have %d".formatted(count, expected));
    }
  }

  private interface Step {
    void accept(CheckedSession session, long key);
  }

  private void forAll(long count, LongUnaryOperator keys, Step step) {
    AtomicLong next = new AtomicLong();
    long stretch = Math.max(1, Math.min(STRETCH, count / threads));
    try (Sessions sessions = new Sessions(store, threads)) {
      Workers.run(
              Load.closed(threads, AS_LONG_AS_IT_TAKES),
              thread -> {
                CheckedSession session = new CheckedSession(sessions.of(thread));
                return () -> {
                  long from = next.getAndAdd(stretch);
                  if (from >= count) {
                    return Operation.NOTHING_LEFT;
                  }
                  long to = Math.min(count, from + stretch);
                  for (long i = from; i < to; i++) {
                    step.accept(session, keys.applyAsLong(i));
                  }
                  return to - from;
                };
              })
          .requireNoFailure();
    }
  }
}
