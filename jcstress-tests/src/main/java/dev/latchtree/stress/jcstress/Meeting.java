package dev.latchtree.stress.jcstress;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the two actors of a state wait for each other before they begin: operations on a tree are
 * so long that they would drift apart within a stride. Then one of them waits a moment longer, a
 * little more in each state up to about the length of an operation, so that every part of the one
 * meets every part of the other.
 *
 * <p>Nobody waits forever: with the other one's core taken away they miss each other.
 */
final class Meeting {

  private static final int PATIENCE = 4000;

  /** Steps of the delay to each side. */
  private static final int STEPS = 32;

  private static final int SPINS_PER_STEP = 2;

  private static final AtomicInteger MEETINGS = new AtomicInteger();

  private final AtomicInteger arrived = new AtomicInteger();
  private final int delay = Math.floorMod(MEETINGS.getAndIncrement(), 2 * STEPS) - STEPS;

  void first() {
    await(delay);
  }

  void second() {
    await(-delay);
  }

  private void await(int ownDelay) {
    arrived.incrementAndGet();
    for (int i = 0; i < PATIENCE && arrived.get() < 2; i++) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < ownDelay * SPINS_PER_STEP; i++) {
      Thread.onSpinWait();
    }
  }
}
