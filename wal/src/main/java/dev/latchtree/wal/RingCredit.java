package dev.latchtree.wal;

import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Room in the ring, counted in bytes and handed out before anything is reserved (rule L5).
 *
 * <p>Invariant: {@code used} = credit that somebody holds + bytes that are reserved and not yet
 * released, and never more than the ring's size. So whoever holds credit can reserve at once.
 *
 * <p><b>Waiting</b> is first come, first served; only the head of the queue takes credit, and who
 * leaves the queue wakes the next. Who has not begun to wait may overtake as long as half of the
 * ring stays free: no request is larger than that, so nobody is overtaken for ever. The head is
 * woken when credit comes back <em>and</em> when somebody has reserved: then there is something to
 * flush, and the head may have to lead, for nobody else may be left who could.
 *
 * <p><b>Lost wake-ups.</b> A waiter enters the queue and then looks at {@code used} and at the
 * tail; others change {@code used} or the tail by an atomic read-modify-write and then look whether
 * the queue is empty ({@code waiting}, volatile). One of the two sees the other.
 *
 * <p><b>Close.</b> {@link #shut()} adds a number to {@code used} that no sum fits beside.
 */
final class RingCredit {

  private static final long SHUT = 1L << 62;

  private final long capacity;
  private final PaddedCounter used = new PaddedCounter(0);
  private final PaddedCounter waiting = new PaddedCounter(0);
  private final ConcurrentLinkedQueue<Waiter> queue = new ConcurrentLinkedQueue<>();

  RingCredit(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Takes credit if there is enough: all of the ring if nobody waits, else only its first half. So
   * those who wait keep the half that any request fits into, and yet, once there is room again, not
   * every appender has to pass through the queue because one was left in it.
   */
  boolean tryTake(long bytes) {
    return take(bytes, waiting.get() == 0 ? capacity : capacity / 2);
  }

  private boolean take(long bytes, long limit) {
    while (true) {
      long now = used.get();
      if (bytes > limit - now) {
        return false;
      }
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
    }
  }

  /** Takes credit whoever else waits; for the log's own Open and Close, when nobody else is in. */
  void takeAnyway(long bytes) {
    used.getAndAdd(bytes);
  }

  /**
   * Gives back credit that was not used, or whose bytes were released. GroupCommit.tla: GiveBack.
   */
  void giveBack(long bytes) {
    if (bytes != 0) {
      used.getAndAdd(-bytes);
      wakeHead();
    }
  }

  /**
   * To be called after a publication and when a leader has resigned: whoever waits for room may
   * have to lead now.
   *
   * <p>GroupCommit.tla: WakeAfterAppend, WakeForCredit.
   */
  void changed() {
    wakeHead();
  }

  private void wakeHead() {
    if (waiting.get() != 0) {
      Waiter head = queue.peek();
      if (head != null) {
        head.wake();
      }
    }
  }

  /** Whether somebody waits for room, or for everybody to leave. */
  boolean isAwaited() {
    return waiting.get() != 0;
  }

  /** Enters the queue. Must be followed by {@link #leave}. GroupCommit.tla: EnqueueCredit. */
  void enter(Waiter waiter) {
    queue.add(waiter); // what it throws leaves nobody counted
    waiting.getAndIncrement();
  }

  /** Whether it is this waiter's turn. */
  boolean isHead(Waiter waiter) {
    return queue.peek() == waiter;
  }

  /** Takes credit if there is enough; for the head of the queue. GroupCommit.tla: Retake. */
  boolean tryTakeAsHead(long bytes) {
    return take(bytes, capacity);
  }

  void leave(Waiter waiter) {
    queue.remove(waiter);
    waiting.getAndDecrement();
    wakeHead();
  }

  /** Wakes all who wait; after a failure or {@link #shut()}. */
  void wakeAll() {
    queue.forEach(Waiter::wake);
  }

  /** Gives out no more credit. */
  void shut() {
    used.getAndAdd(SHUT);
    wakeAll();
  }

  boolean isShut() {
    return used.get() >= SHUT / 2;
  }

  /** Credit that is held or whose bytes are not released. */
  long used() {
    long now = used.get();
    return now >= SHUT / 2 ? now - SHUT : now;
  }

  /** The most that can be asked for at once. */
  long largest() {
    return capacity / 2;
  }

  long capacity() {
    return capacity;
  }
}
