package dev.latchtree.wal;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.wal.SyncPolicy.Kind;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides how long a leader waits for company before it writes (rule L6).
 *
 * <p>When a flush is over, those it served and those who came during it are different threads, and
 * together they are all that were active: the committers of the last group and of the one that is
 * forming. The next leader waits until as many wait again ({@link Pacing#ADAPTIVE}). So a writer
 * that is alone is never delayed, two halves that take turns become one group, and when a writer
 * goes away one flush is late by an eighth, once.
 *
 * <p>Nobody waits for company while somebody waits for room in the ring or closes the log, nor when
 * the log has failed: {@code pressed} is looked at after {@code waitingLeader} was set, and whoever
 * changes it calls {@link #hurry()} afterwards.
 *
 * <p>{@code arrived} counts committers that came, {@code served} those that need no flush any more.
 * {@code expected} and {@code latencyNanos} belong to the leader.
 */
final class Pacer {

  /** Below this a parked thread would wake too late: the leader yields instead. */
  private static final long SHORTEST_PARK_NANOS = 100_000;

  private static final int LATENCY_PART = 8;
  private static final int AVERAGE_PART = 8;

  private final BooleanSupplier pressed;
  private final Pacing pacing;
  private final long windowNanos;
  private final int maxBatch;
  private final boolean paces;

  private final PaddedCounter arrived = new PaddedCounter(0);
  private final PaddedCounter served = new PaddedCounter(0);

  private final PaddedCounter insisting = new PaddedCounter(0);

  private long active;
  private long latencyNanos;

  /** The leader while it waits for company, and the count of arrivals that is enough for it. */
  private volatile @Nullable Thread waitingLeader;

  private volatile long enough;

  Pacer(SyncPolicy policy, BooleanSupplier pressed) {
    this.pressed = pressed;
    pacing = policy.pacing();
    windowNanos = policy.window().toNanos();
    maxBatch = policy.maxBatch();
    paces = policy.kind() == Kind.GROUP && pacing != Pacing.GREEDY && windowNanos > 0;
  }

  /** A committer has come. */
  void arrived() {
    long count = arrived.incrementAndGet();
    Thread leader = waitingLeader;
    if (leader != null && count >= enough) {
      LockSupport.unpark(leader);
    }
  }

  /** Something has happened that a leader should not wait through. */
  void hurry() {
    Thread leader = waitingLeader;
    if (leader != null) {
      LockSupport.unpark(leader);
    }
  }

  /**
   * Somebody needs the lead itself, or closes: nobody waits for company until {@link #relent()}.
   */
  void insist() {
    insisting.getAndIncrement();
    hurry();
  }

  void relent() {
    insisting.getAndDecrement();
  }

  /** A committer needs no flush any more, and no leader has counted it. */
  void servedItself() {
    served.getAndIncrement();
  }

  /** Committers that wait now. */
  long waiting() {
    long gone = served.get();
    return Math.max(0, arrived.get() - gone);
  }

  /** A flush has served {@code group} committers. Leader only. */
  void served(int group) {
    if (group > 0) {
      long now = served.addAndGet(group);
      active = group + Math.max(0, arrived.get() - now);
    }
  }

  /** A flush took this long. Leader only. */
  void took(long nanos) {
    latencyNanos = latencyNanos == 0 ? nanos : latencyNanos + (nanos - latencyNanos) / AVERAGE_PART;
  }

  /** Waits for company, before a write. Leader only. */
  void awaitCompany() {
    if (!paces || active <= 1) {
      return;
    }
    long wanted = pacing == Pacing.ADAPTIVE ? Math.min(active, maxBatch) : maxBatch;
    long limit =
        pacing == Pacing.ADAPTIVE
            ? Math.min(windowNanos, latencyNanos / LATENCY_PART)
            : windowNanos;
    long end = System.nanoTime() + limit;
    enough = served.get() + wanted;
    waitingLeader = Thread.currentThread();
    boolean interrupted = false;
    for (long left = limit;
        left > 0 && arrived.get() < enough && !isPressed();
        left = end - System.nanoTime()) {
      if (YieldPoint.timesOut("wait for company")) {
        break;
      }
      if (left < SHORTEST_PARK_NANOS) {
        Threads.yieldCore();
      } else {
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
    }
    waitingLeader = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isPressed() {
    return insisting.get() != 0 || pressed.getAsBoolean();
  }
}
