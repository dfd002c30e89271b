package dev.latchtree.latch;

import dev.latchtree.memory.Checks;
import dev.latchtree.memory.WordAccess;
import dev.latchtree.memory.YieldPoint;
import dev.latchtree.spi.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;

/**
 * The page latch: optimistic, shared or exclusive, on one {@link LatchWord}.
 *
 * <p>One instance serves any number of words. It is not reentrant, it knows no owner, and it orders
 * nothing between words: whoever holds several follows the latch order of the engine.
 *
 * <p>A latch is its own {@link WordAccess}, {@link OffHeapLatch} in production: to reach the words
 * through a field would cost a load and a check at each look, a sixth of an optimistic read.
 *
 * <p><b>Invariants.</b> While the exclusive bit is set nobody but its holder changes the word. The
 * version grows by one with each {@link #unlockExclusive}. Shared holders and the exclusive bit
 * exclude each other.
 *
 * <p><b>Optimistic reads</b> are a sequence lock: the reader takes the word with {@link
 * #awaitVersion}, reads plain bytes, which may be torn, and then asks {@link #validate}. Two fences
 * make that sound, one on each side; both are argued where they stand.
 *
 * <p><b>No wake-up is lost.</b> A waiter first enters the queue and raises its bucket's alert, then
 * reads the word again, then parks. A releaser first changes the word, then reads the alert. To be
 * sure that at least one sees the other, both sides need a full fence between their two steps
 * (Dekker). The waiter's is the bucket's lock, a shared releaser's is its atomic add. An exclusive
 * releaser has none, which makes an uncontended exclusive latch twice as fast: so its alert may be
 * read while its release still sits in the store buffer, and the waiter reads the old word. This
 * can happen only to the one holder that a waiter's last look coincides with: the next one takes
 * the latch by a compare-and-set, a full fence, after that release was visible, thus after the
 * alert was raised. The one release is found by the waiter itself, whose parks are timed and start
 * at 200 microseconds. Measured against a fence in each release: see ARCHITECTURE.md, Decisions.
 *
 * <p><b>Nobody starves.</b> Who has waited in the queue for {@link ParkingLot#HAND_OVER_NANOS} is
 * handed the latch by the next releaser; WANTED keeps a stream of overlapping shared holders from
 * shutting out an exclusive one.
 */
public abstract class HybridLatch extends WordAccess {

  private final ParkingLot lot;

  /**
   * @param strategy how to wait before parking
   * @param nameOf turns a word into what events and yield points should call it: a page id, or the
   *     word itself if it has no other name
   */
  HybridLatch(WaitStrategy strategy, LongUnaryOperator nameOf) {
    this.lot = new ParkingLot(this, strategy, nameOf);
  }

  /** The word as it is now, whoever holds it. Later reads are not moved before this one. */
  public long peek(long word) {
    return getVolatile(word);
  }

  // ---- optimistic

  /**
   * Waits until nobody holds {@code word} exclusively and returns it, to be handed to {@link
   * #validate} or {@link #tryUpgrade} later.
   */
  public long awaitVersion(long word) {
    yieldPoint("read version", LatchMode.OPTIMISTIC, word);
    long seen = getVolatile(word);
    return LatchWord.isExclusive(seen) ? lot.await(word, LatchMode.OPTIMISTIC) : seen;
  }

  /** Whether all that was read since {@code seen} was taken is one consistent state. */
  public boolean validate(long word, long seen) {
    yieldPoint("validate", LatchMode.OPTIMISTIC, word);
    return isUnchanged(word, seen);
  }

  /** Like {@link #validate}, for who only watches: it is no step that anybody explores. */
  public boolean isUnchanged(long word, long seen) {
    // Orders:     the page reads before this call, before the read of the word below.
    // Pairs with: the storeStoreFence after the exclusive bit was set, in fenceAfterExclusive().
    // Else:       a page read may be satisfied after the word's and a torn page pass (the JIT may
    //             do that anywhere, a weakly ordered CPU too; x86 itself does not).
    // Shown by:   OptimisticReadStress and its broken twin without this fence.
    VarHandle.acquireFence();
    return LatchWord.isUnchanged(get(word), seen);
  }

  /**
   * Takes {@code word} exclusively if nothing has changed since {@code seen}; never waits. False
   * also when shared holders are in the way.
   */
  public boolean tryUpgrade(long word, long seen) {
    yieldPoint("try to upgrade", LatchMode.EXCLUSIVE, word);
    long now = getVolatile(word);
    while (LatchWord.isUnchanged(now, seen) && LatchWord.sharedCount(now) == 0) {
      if (cas(word, now, LatchMode.EXCLUSIVE.taken(now))) {
        fenceAfterExclusive();
        return true;
      }
      now = getVolatile(word);
    }
    return false;
  }

  /** Takes {@code word} shared if nothing has changed since {@code seen}; never waits. */
  public boolean tryShare(long word, long seen) {
    yieldPoint("try to share", LatchMode.SHARED, word);
    long now = getVolatile(word);
    while (LatchWord.isUnchanged(now, seen) && LatchMode.SHARED.admits(now)) {
      if (cas(word, now, LatchMode.SHARED.taken(now))) {
        return true;
      }
      now = getVolatile(word);
    }
    return false;
  }

  // ---- shared

  public void lockShared(long word) {
    yieldPoint("lock shared", LatchMode.SHARED, word);
    long now = getVolatile(word);
    if (!LatchMode.SHARED.admits(now) || !cas(word, now, LatchMode.SHARED.taken(now))) {
      lot.await(word, LatchMode.SHARED);
    }
  }

  /** Takes {@code word} shared unless it would have to wait. */
  public boolean tryLockShared(long word) {
    yieldPoint("try to lock shared", LatchMode.SHARED, word);
    long now = getVolatile(word);
    while (LatchMode.SHARED.admits(now)) {
      if (cas(word, now, LatchMode.SHARED.taken(now))) {
        return true;
      }
      now = getVolatile(word);
    }
    return false;
  }

  public void unlockShared(long word) {
    yieldPoint("unlock shared", LatchMode.SHARED, word);
    long now = add(word, -1);
    if (Checks.ENABLED && LatchWord.sharedCount(now) == LatchWord.MAX_SHARED) {
      throw new AssertionError("shared latch released but not held: " + LatchWord.describe(now));
    }
    int left = LatchWord.sharedCount(now);
    if ((left == 0 || left == LatchWord.MAX_SHARED - 1) && lot.needsWake(word)) {
      lot.wake(word);
    }
  }

  // ---- exclusive

  public void lockExclusive(long word) {
    yieldPoint("lock exclusive", LatchMode.EXCLUSIVE, word);
    long now = getVolatile(word);
    if (LatchWord.isHeld(now) || !cas(word, now, LatchMode.EXCLUSIVE.taken(now))) {
      lot.await(word, LatchMode.EXCLUSIVE);
    }
    fenceAfterExclusive();
  }

  /** Takes {@code word} exclusively unless it would have to wait. */
  public boolean tryLockExclusive(long word) {
    yieldPoint("try to lock exclusive", LatchMode.EXCLUSIVE, word);
    long now = getVolatile(word);
    while (!LatchWord.isHeld(now)) {
      if (cas(word, now, LatchMode.EXCLUSIVE.taken(now))) {
        fenceAfterExclusive();
        return true;
      }
      now = getVolatile(word);
    }
    return false;
  }

  /** Releases the exclusive latch; every optimistic reader of before will fail its validation. */
  public void unlockExclusive(long word) {
    release(word, held(word) + LatchWord.VERSION_ONE);
  }

  /**
   * Releases the exclusive latch without a new version: legal only if neither the page nor its
   * state was changed.
   */
  public void unlockExclusiveUnchanged(long word) {
    release(word, held(word));
  }

  /**
   * Changes state bits of a word held exclusively, at once and for everyone to see.
   *
   * <p>A release store: whoever sees the bits sees what this thread did before. A later atomic
   * read-modify-write of this thread (the reservation of an LSN, say) is not seen before them,
   * which is what rule P2 needs of DIRTY.
   */
  public void changeHeld(long word, long clear, long set) {
    putRelease(word, (held(word) & ~clear) | set);
  }

  /** Fails unless {@code word} is held exclusively (by whom it cannot know). */
  public void assertExclusive(long word) {
    held(word);
  }

  // ---- state bits of words that are not held

  /** Marks the page for eviction unless the word has changed since {@code seen}. */
  public boolean tryMark(long word, long seen) {
    return !LatchWord.isExclusive(seen) && cas(word, seen, seen | LatchWord.MARKED);
  }

  /** Takes the mark off again: the page is in use. Returns the word once it has none. */
  public long unmark(long word) {
    while (true) {
      long seen = awaitVersion(word);
      if (!LatchWord.isMarked(seen)) {
        return seen;
      }
      long unmarked = seen & ~LatchWord.MARKED;
      if (cas(word, seen, unmarked)) {
        return unmarked;
      }
    }
  }

  /**
   * Clears DIRTY if the page is still the one of version {@code seen} and nobody is changing it:
   * one compare-and-set of the whole word (rule P1).
   */
  public boolean tryClearDirty(long word, long seen) {
    long now = getVolatile(word);
    while (LatchWord.isUnchanged(now, seen)) {
      if (cas(word, now, now & ~LatchWord.DIRTY)) {
        return true;
      }
      now = getVolatile(word);
    }
    return false;
  }

  // ---- statistics

  /** How often a thread had to wait, since the start. */
  public long waits() {
    return lot.waits();
  }

  /** How often a waiter was handed the latch because it had waited too long. */
  public long handOvers() {
    return lot.handOvers();
  }

  private void yieldPoint(String step, LatchMode mode, long word) {
    if (YieldPoint.ENABLED) {
      long name = lot.nameOf(word);
      YieldPoint.onLatch(step, mode.inWords(), name != word, name);
    }
  }

  private long held(long word) {
    long now = get(word);
    if (Checks.ENABLED && !LatchWord.isExclusive(now)) {
      throw new AssertionError("exclusive latch needed but not held: " + LatchWord.describe(now));
    }
    return now;
  }

  private void release(long word, long next) {
    yieldPoint("unlock exclusive", LatchMode.EXCLUSIVE, word);
    putRelease(word, next & ~(LatchWord.EXCLUSIVE | LatchWord.WANTED));
    // Orders:     nothing between the release and the read of the alert, on purpose.
    // Pairs with: the timed park in Waiter, which finds the one release that misses its alert.
    // Else:       (with untimed parks) the waiter would sleep until somebody else releases the
    // latch.
    // Shown by:   LatchWakeUpTest, its lone waiter; LatchWakeUpStress.
    if (lot.needsWake(word)) {
      lot.wake(word);
    }
  }

  private static void fenceAfterExclusive() {
    // Orders:     the exclusive bit, before the page writes that follow.
    // Pairs with: the acquireFence in validate().
    // Else:       on a weakly ordered CPU a page write may be seen before the bit; a reader then
    //             validates a page that is being changed (x86 hides it: its CAS is a full fence).
    // Shown by:   OptimisticReadStress, on such a CPU.
    VarHandle.storeStoreFence();
  }
}
