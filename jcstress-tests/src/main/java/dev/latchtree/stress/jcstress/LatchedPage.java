package dev.latchtree.stress.jcstress;

import dev.latchtree.latch.HybridLatch;
import dev.latchtree.latch.OffHeapLatch;
import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import dev.latchtree.memory.WordAccess;
import dev.latchtree.spi.WaitStrategy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * State of a scenario: a latch word and a page of two longs, off the heap, all zero.
 *
 * <p>jcstress makes states by the thousand and forgets them, so they take turns on one static
 * region. The slots outnumber the states that are alive at once: by default those are 256 x 40 of
 * one epoch, and less than as many of the one before.
 *
 * <pre>
 *  offset  field
 *       0  latch word
 *      64  left         a cache line of its own
 *     128  (unused)     keeps the prefetcher of line pairs out
 *     192  right        a cache line of its own
 * </pre>
 */
abstract class LatchedPage {

  private static final int LEFT = 64;
  private static final int RIGHT = LEFT + 128;
  private static final int SLOT_SIZE = RIGHT + 64;
  private static final long SLOTS = 1L << 16;

  private static final MemoryRegion REGION = MemoryRegion.allocate(SLOTS * SLOT_SIZE);
  private static final AtomicLong NEXT = new AtomicLong();

  /** Never parks: what is tested is the word. */
  static final HybridLatch LATCH =
      new OffHeapLatch(WaitStrategy.SPIN_THEN_YIELD, LongUnaryOperator.identity());

  /** For those who break the latch: its words, without it. */
  static final WordAccess WORDS = LATCH;

  /** Parks without a single pause: what is tested is the wake-up. */
  static final HybridLatch PARKING_LATCH =
      new OffHeapLatch(attempt -> false, LongUnaryOperator.identity());

  final long word;

  LatchedPage() {
    word = REGION.base() + (NEXT.getAndIncrement() & (SLOTS - 1)) * SLOT_SIZE;
    Memory.zero(word, SLOT_SIZE);
  }

  final long left() {
    return Memory.getLong(word, LEFT);
  }

  final void setLeft(long value) {
    Memory.putLong(word, LEFT, value);
  }

  final long right() {
    return Memory.getLong(word, RIGHT);
  }

  final void setRight(long value) {
    Memory.putLong(word, RIGHT, value);
  }

  /** Changes the page as its writers do: one half after the other. */
  final void setBoth(long value) {
    setLeft(value);
    setRight(value);
  }

  /**
   * Lets a while pass that differs from state to state, up to about a microsecond: for an actor
   * whose first step would always be over before the other one gets to the step that matters.
   */
  final void dawdle() {
    for (long left = (word / SLOT_SIZE) & 31; left > 0; left--) {
      Thread.onSpinWait();
    }
  }
}
