package dev.latchtree.latch;

import dev.latchtree.memory.WordAccess;
import dev.latchtree.spi.WaitStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where threads wait for latch words: a fixed number of queues, each word hashed to one.
 *
 * <p>The slow path of {@link HybridLatch}. A wait first pauses as its {@link WaitStrategy} says,
 * then enters the queue of its word and parks. A waiter stays in the queue until it has what it
 * wants, so its place is its seniority; a release wakes the oldest one that can be let in, who
 * wakes the next if it is a reader, and hands the latch to whoever has waited longer than {@link
 * #HAND_OVER_NANOS}. Waking one at a time keeps the others off the word, and off the cores that the
 * latch's holder needs.
 *
 * <p>Why a parked waiter always wakes: it raises the alert before it looks at the word for the last
 * time; whoever takes the latch after that sees the alert when releasing it and comes here. Only
 * the one who held it during that look may miss the alert, see {@link HybridLatch}; its release is
 * then found by the waiter itself, whose parks are timed for that reason. A signal that arrives
 * before the park is kept in {@link Waiter#signalled}.
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

  long nameOf(long word) {
    return nameOf.applyAsLong(word);
  }

  long waits() {
    return waits.sum();
  }

  long handOvers() {
    return handOvers.sum();
  }

  /** Whether a release of {@code word} has to call {@link #wake}; may say so for another word. */
  boolean needsWake(long word) {
    return bucket(word).needsWake();
  }

  /** Waits until {@code mode} is had; returns the word as it was taken. */
  long await(long word, LatchMode mode) {
    waits.increment();
    LatchWaitEvent event = new LatchWaitEvent();
    if (event.isEnabled()) {
      // Before the wait: should a name fail, no latch is had that nobody would release.
      event.page = nameOf.applyAsLong(word);
      event.mode = mode.name();
      event.begin();
    }
    long seen = pauseThenPark(word, mode);
    event.commit();
    return seen;
  }

  private long pauseThenPark(long word, LatchMode mode) {
    for (int attempt = 0; ; attempt++) {
      long now = words.getVolatile(word);
      if (mode.admits(now)) {
        if (take(word, mode, now)) {
          return now;
        }
        // Someone else was faster: the word is contended, so leave it alone for a while.
      } else {
        holdBackSharers(word, mode, now);
      }
      if (!strategy.pause(attempt)) {
        return park(word, mode);
      }
    }
  }

  private long park(long word, LatchMode mode) {
    Waiter me = new Waiter(word, mode);
    Bucket bucket = bucket(word);
    bucket.enqueue(me);
    while (!isDone(me, bucket)) {
      me.park();
    }
    me.restoreInterrupt();
    return me.word;
  }

  /** Looks at the word for a queued waiter; if it gets in, it leaves the queue. */
  private boolean isDone(Waiter me, Bucket bucket) {
    Waiter next = null;
    bucket.lock();
    try {
      if (me.granted) {
        next = nextBehind(me, bucket);
        return true;
      }
      // Under the lock: a wake that goes on now either sees that this waiter was told nothing
      // since, or came before, and then the look below sees what it was called for.
      me.signalled = false;
      bucket.setAlert(true);
      while (true) {
        long now = words.getVolatile(me.key);
        if (me.mode.admits(now)) {
          if (take(me.key, me.mode, now)) {
            bucket.unlink(me);
            me.word = now;
            next = nextBehind(me, bucket);
            return true;
          }
        } else if (!holdBackSharers(me.key, me.mode, now)) {
          return false;
        }
      }
    } finally {
      bucket.unlock();
      unpark(next);
    }
  }

  /**
   * Whom a waiter that leaves the queue has to unpark: an exclusive one does that by its release.
   */
  private @Nullable Waiter nextBehind(Waiter me, Bucket bucket) {
    return me.mode == LatchMode.EXCLUSIVE ? null : chooseNext(bucket, me.key);
  }

  /**
   * Tells those who wait for {@code word} that it has changed; the caller has changed it already.
   */
  void wake(long word) {
    Bucket bucket = bucket(word);
    Waiter next;
    bucket.lock();
    try {
      next = handOver(bucket, word);
      if (next == null) {
        next = chooseNext(bucket, word);
      }
    } finally {
      bucket.unlock();
    }
    unpark(next); // without the lock: the one who wakes up may take this core, and needs the lock
  }

  private static void unpark(@Nullable Waiter waiter) {
    if (waiter != null) {
      waiter.unpark();
    }
  }

  /**
   * Signals the oldest waiter that the word would let in now, under the bucket's lock, and returns
   * it to be unparked; {@code null} if there is none or it has been told already. One is enough:
   * when it leaves the queue it signals the next, or holds the latch and will release it. If nobody
   * can be let in, whoever is in the way will come here.
   */
  private @Nullable Waiter chooseNext(Bucket bucket, long word) {
    Waiter chosen = null;
    boolean untold = false; // somebody is left whom a later release has to tell
    boolean shutOut = false;
    long now = words.getVolatile(word);
    for (Waiter waiter = bucket.oldest(); waiter != null; waiter = waiter.next) {
      if (waiter.key != word) {
        untold |= !waiter.signalled;
      } else if (chosen == null && waiter.mode.admits(now)) {
        chosen = waiter;
      } else {
        shutOut = true;
      }
    }
    bucket.setAlert(untold || (shutOut && chosen == null));
    return chosen != null && chosen.signal() ? chosen : null;
  }

  /** Hands the latch to the oldest waiter that has waited too long, if there is one. */
  private @Nullable Waiter handOver(Bucket bucket, long word) {
    long now = System.nanoTime();
    for (Waiter waiter = bucket.oldest(); waiter != null; waiter = waiter.next) {
      if (now - waiter.since < HAND_OVER_NANOS) {
        return null; // the rest is younger still
      }
      if (waiter.key == word && handOver(waiter)) {
        bucket.unlink(waiter);
        waiter.signal();
        return waiter;
      }
    }
    return null;
  }

  /**
   * Takes the latch in the name of {@code waiter}, under the lock of its bucket. An optimistic
   * waiter, who takes nothing, is told the word: between its wake-up and its own look the next
   * exclusive holder may always be back.
   */
  private boolean handOver(Waiter waiter) {
    long now = words.getVolatile(waiter.key);
    while (waiter.mode.admits(now)) {
      if (take(waiter.key, waiter.mode, now)) {
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
   * has to be looked at again: this thread changed it, or another one did first, and whoever parks
   * without WANTED is shut out by an endless stream of sharers.
   */
  private boolean holdBackSharers(long word, LatchMode mode, long now) {
    if (mode != LatchMode.EXCLUSIVE
        || (now & (LatchWord.EXCLUSIVE | LatchWord.WANTED)) != 0
        || LatchWord.sharedCount(now) == 0) {
      return false;
    }
    words.cas(word, now, now | LatchWord.WANTED);
    return true;
  }

  private Bucket bucket(long word) {
    long hash = word * 0x9E37_79B9_7F4A_7C15L;
    return buckets[(int) (hash >>> 56)];
  }
}
