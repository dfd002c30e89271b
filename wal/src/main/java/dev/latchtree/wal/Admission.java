package dev.latchtree.wal;

import dev.latchtree.wal.Waiter.Goal;

/**
 * The way in: an append gets room in the ring here, before it reserves anything (rules L5 and P3).
 *
 * <p>Who finds no room waits, and leads a flush if nobody else does: if all writers stood here,
 * nobody would be left to make room. The caller holds no latch and no credit: who waited with
 * credit in hand could keep back the very room that all wait for.
 */
final class Admission {

  private final RingCredit credit;
  private final LogHealth health;
  private final GroupCommit group;
  private final Flusher flusher;
  private final LogMetrics metrics;
  private final Pacer pacer;

  Admission(
      RingCredit credit,
      LogHealth health,
      GroupCommit group,
      Flusher flusher,
      LogMetrics metrics,
      Pacer pacer) {
    this.pacer = pacer;
    this.credit = credit;
    this.health = health;
    this.group = group;
    this.flusher = flusher;
    this.metrics = metrics;
  }

  /**
   * Takes credit for {@code bytes}.
   *
   * <p>GroupCommit.tla: Take.
   *
   * @throws LogFailedException if the log has failed
   * @throws IllegalStateException if it is closed
   */
  void take(long bytes) {
    health.check();
    try {
      if (!credit.tryTake(bytes)) {
        waitFor(bytes);
      }
    } catch (VirtualMachineError somewhere) { // with credit or without: nobody knows
      health.abandon(somewhere);
      throw somewhere;
    }
  }

  /** Takes credit if there is enough; does not wait. */
  boolean tryTake(long bytes) {
    health.check();
    try {
      return credit.tryTake(bytes);
    } catch (VirtualMachineError somewhere) { // as above
      health.abandon(somewhere);
      throw somewhere;
    }
  }

  /** GroupCommit.tla: ParkForCredit. */
  private void waitFor(long bytes) {
    if (bytes > credit.largest()) {
      throw new IllegalArgumentException(
          "the ring of %d bytes gives at most half of it at once, not %d; raise ringSize"
              .formatted(credit.capacity(), bytes));
    }
    requireOpen();
    metrics.ringFull();
    RingFullEvent event = new RingFullEvent();
    event.begin();
    Waiter waiter = new Waiter(0, Goal.WRITTEN);
    credit.enter(waiter);
    pacer.hurry();
    try {
      while (true) {
        health.check();
        requireOpen();
        boolean head = credit.isHead(waiter);
        if (head && credit.tryTakeAsHead(bytes)) {
          break;
        }
        if (!head || !flusher.canMakeRoom() || !group.tryLeadForRoom()) {
          waiter.park();
        }
      }
    } finally {
      credit.leave(waiter);
      waiter.restoreInterrupt();
    }
    event.bytes = bytes;
    event.commit();
  }

  private void requireOpen() {
    if (credit.isShut()) {
      throw new IllegalStateException("the log is closed");
    }
  }

  /**
   * Lets nobody in any more and waits until those who are in have published their records and given
   * back their credit, and until all is flushed; or until the log fails.
   */
  void shut() {
    credit.shut();
    Waiter waiter = new Waiter(0, Goal.WRITTEN);
    credit.enter(waiter);
    pacer.hurry();
    try {
      while (credit.used() > 0 && !health.failed()) {
        if (!flusher.canMakeRoom() || !group.tryLeadForRoom()) {
          waiter.park();
        }
      }
    } finally {
      credit.leave(waiter);
      waiter.restoreInterrupt();
    }
  }

  /**
   * After {@link #shut()} of a log that failed: waits until no appender touches the ring any more.
   * The caller leads, and nothing will be released.
   *
   * @return false if that will never be known
   */
  boolean awaitNobodyInside() {
    if (health.isSomebodyLost()) {
      return false;
    }
    Waiter waiter = new Waiter(0, Goal.WRITTEN);
    credit.enter(waiter);
    try {
      while (!health.isSomebodyLost() && flusher.someoneIsInside()) {
        waiter.park();
      }
      return !health.isSomebodyLost();
    } finally {
      credit.leave(waiter);
      waiter.restoreInterrupt();
    }
  }
}
