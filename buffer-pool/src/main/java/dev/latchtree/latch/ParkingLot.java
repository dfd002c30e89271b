package dev.latchtree.latch;

import dev.latchtree.memory.WordAccess;
import dev.latchtree.spi.WaitStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;

/**
 * Where threads wait for latch words: a fixed number of queues, each word hashed to one.
 *
 * <p>The slow path of {@link HybridLatch}. A wait first pauses as its {@link WaitStrategy} says,
 * then enters the queue of its word and parks. A waiter stays in the queue until it has what it
 * wants, so its place is its seniority; each release wakes all readers of the word and the first
 * exclusive waiter, and hands the latch to whoever has waited longer than {@link #HAND_OVER_NANOS}.
 *
 * <p>Why a parked waiter always wakes: it is in the queue before it looks at the word for the last
 * time; whoever changes the word later sees the count and comes here; see {@link HybridLatch}. A
 * signal that arrives before the park is kept in {@link Waiter#signalled}.
 *
 * <p>Interrupts: a wait neither ends nor throws on one; the flag is cleared while waiting and set
 * again afterwards (rule L7). Virtual threads park as virtual threads.
 */
final class ParkingLot {

  /** From this age on a waiter is handed the latch instead of being told to try its luck. */
  static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int BUCKETS = 256;

  private final WordAccess words;
  private final WaitStrategy strategy;
  private final LongUnaryOperator nameOf;
  private final Bucket[] buckets = new Bucket[BUCKETS];
  private final LongAdder waits = new LongAdder();
  private final LongAdder handOvers = new LongAdder();

  ParkingLot(WordAccess words, WaitStrategy strategy, LongUnaryOperator nameOf) {
    this.words = words;
    this.strategy = strategy;
    this.nameOf = nameOf;
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] = new Bucket();
    }
  }

  long waits() {
    return waits.sum();
  }

  long handOvers() {
    return handOvers.sum();
  }

  boolean hasWaiters(long word) {
    return bucket(word).hasWaiters();
  }

  /** Waits until {@code mode} is had; returns the word as it was taken. */
  long await(long word, LatchMode mode) {
    waits.increment();
    LatchWaitEvent event = new LatchWaitEvent();
    event.begin();
    long seen = pauseThenPark(word, mode);
    event.end();
    if (event.shouldCommit()) {
      event.page = nameOf.applyAsLong(word);
      event.mode = mode.name();
      event.commit();
    }
    return seen;
  }

  private long pauseThenPark(long word, LatchMode mode) {
    for (int attempt = 0; ; attempt++) {
      long now = words.getVolatile(word);
      if (mode.admits(now)) {
        if (take(word, mode, now)) {
          return now;
        }
        continue;
      }
      holdBackSharers(word, mode, now);
      if (!strategy.pause(attempt)) {
        return park(word, mode);
      }
    }
  }

  private long park(long word, LatchMode mode) {
    Waiter me = new Waiter(word, mode);
    Bucket bucket = bucket(word);
    boolean interrupted = false;
    bucket.enqueue(me);
    while (true) {
      me.signalled = false;
      bucket.lock();
      try {
        if (me.granted) {
          break;
        }
        long now = words.getVolatile(word);
        if (mode.admits(now)) {
          if (take(word, mode, now)) {
            bucket.unlink(me);
            me.word = now;
            break;
          }
          continue;
        }
        if (holdBackSharers(word, mode, now)) {
          continue;
        }
      } finally {
        bucket.unlock();
      }
      interrupted |= me.parkUntilSignalled();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return me.word;
  }

  /**
   * Tells those who wait for {@code word} that it has changed; the caller has changed it already,
   * and a full fence lies between.
   */
  void wake(long word) {
    Bucket bucket = bucket(word);
    bucket.lock();
    try {
      boolean exclusiveWoken = false;
      long now = System.nanoTime();
      for (Waiter waiter = bucket.first(word); waiter != null; waiter = bucket.next(waiter, word)) {
        boolean exclusive = waiter.mode == LatchMode.EXCLUSIVE;
        if (now - waiter.since > HAND_OVER_NANOS && handOver(waiter)) {
          bucket.unlink(waiter);
          waiter.signal();
          if (exclusive) {
            return; // the others have nothing to look at before its release
          }
        } else if (!exclusive || !exclusiveWoken) {
          exclusiveWoken |= exclusive;
          waiter.signal();
        }
      }
    } finally {
      bucket.unlock();
    }
  }

  /** Takes the latch in the name of {@code waiter}, under the lock of its bucket. */
  private boolean handOver(Waiter waiter) {
    if (waiter.mode == LatchMode.OPTIMISTIC) {
      return false; // there is nothing to hold
    }
    long now = words.getVolatile(waiter.key);
    while (waiter.mode.admits(now)) {
      if (words.cas(waiter.key, now, waiter.mode.taken(now))) {
        waiter.granted = true;
        waiter.word = now;
        handOvers.increment();
        return true;
      }
      now = words.getVolatile(waiter.key);
    }
    return false;
  }

  private boolean take(long word, LatchMode mode, long now) {
    return mode == LatchMode.OPTIMISTIC || words.cas(word, now, mode.taken(now));
  }

  /**
   * An exclusive waiter that only sharers keep out lets no new ones in. Returns true if the word
   * changed.
   */
  private boolean holdBackSharers(long word, LatchMode mode, long now) {
    return mode == LatchMode.EXCLUSIVE
        && (now & (LatchWord.EXCLUSIVE | LatchWord.WANTED)) == 0
        && LatchWord.sharedCount(now) > 0
        && words.cas(word, now, now | LatchWord.WANTED);
  }

  private Bucket bucket(long word) {
    long hash = word * 0x9E37_79B9_7F4A_7C15L;
    return buckets[(int) (hash >>> 56)];
  }
}
