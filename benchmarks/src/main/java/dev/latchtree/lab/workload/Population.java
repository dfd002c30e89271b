package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Workers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The entries of a store, each marked with its key, by number, and who adds and removes them. Entry
 * {@code i} of those that are always there has the key of number {@code i}, or, where {@link
 * Workload#CHURN} has replaced it, of that number and a generation. Inserted entries have numbers
 * of their own.
 */
final class Population {

  /** Entries handed to a thread at a time. */
  static final int STRETCH = 64;

  private static final long INSERTED = 1L << 61;
  private static final int FILLING_THREADS = 2;
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofHours(1);

  private final StoreUnderTest store;
  private final int size;

  /** Of each place; empty if they never change, or looking here would cost a read its time. */
  private final int[] generations;

  /**
   * Of a store that is empty yet.
   *
   * @param replaceable whether entries will be replaced
   */
  Population(StoreUnderTest store, int size, boolean replaceable) {
    this.store = store;
    this.size = size;
    generations = new int[replaceable ? size : 0];
  }

  int size() {
    return size;
  }

  /** The number of the entry that is there now in this place. */
  long numberAt(int place) {
    return generations.length == 0 ? place : (long) generations[place] << Integer.SIZE | place;
  }

  /** Puts another entry in this place; a place has one thread at a time. */
  long replaceAt(int place) {
    generations[place]++;
    return numberAt(place);
  }

  static long insertedNumber(long index) {
    return INSERTED + index;
  }

  /** Adds all entries, in an order that has nothing to do with that of their keys. */
  void fill() {
    forAll(
        size(),
        (session, index) -> {
          long key = Keys.of(numberAt((int) index));
          session.put(key, key);
        },
        "fill");
    requireCount(size());
  }

  /** Removes the first inserted entries again. */
  void trim(long inserted) {
    forAll(
        inserted,
        (session, index) -> {
          if (!session.remove(Keys.of(insertedNumber(index)))) {
            throw new IllegalStateException("inserted entry " + index + " is gone");
          }
        },
        "trim");
  }

  void requireCount(long expected) {
    long count = store.count();
    if (count != expected) {
      throw new IllegalStateException(
          "the store has %d entries, and should have %d".formatted(count, expected));
    }
  }

  private interface Step {
    void accept(Session session, long index);
  }

  private void forAll(long count, Step step, String what) {
    AtomicLong next = new AtomicLong();
    try (Sessions sessions = new Sessions(store, FILLING_THREADS)) {
      Workers.Outcome outcome =
          Workers.run(
              Load.closed(FILLING_THREADS, AS_LONG_AS_IT_TAKES),
              thread ->
                  () -> {
                    long from = next.getAndAdd(STRETCH);
                    if (from >= count) {
                      return Operation.NOTHING_LEFT;
                    }
                    long to = Math.min(count, from + STRETCH);
                    for (long i = from; i < to; i++) {
                      step.accept(sessions.of(thread), i);
                    }
                    return to - from;
                  });
      Throwable failure = outcome.failure();
      if (failure != null) {
        throw new IllegalStateException("could not " + what + ": " + failure, failure);
      }
    }
  }
}
