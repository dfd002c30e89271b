package dev.latchtree.wal;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.wal.Waiter.Goal;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Group commit, leader and followers: whoever finds nobody leading writes and syncs for all; the
 * others wait and are the next group.
 *
 * <p><b>Leading.</b> At most one thread is {@code leader}. It alone polls {@code arrivals}, and
 * owns {@code pending} (hands it on with the lead).
 *
 * <p><b>No waiter is lost.</b> A follower enters {@code arrivals} and <em>then</em> tries to lead
 * once more before it parks. A leader serves the queue, gives the lead up and <em>then</em> looks
 * at the queue again. So of a follower that fails to lead and a leader that has looked too early,
 * one sees the other. A follower that is left over when the lead is given up is woken to lead, the
 * oldest first; if somebody else has taken the lead by then, that one serves it or wakes it.
 * (GroupCommit.tla, with this step left out as a mutant.)
 *
 * <p><b>Who wants the lead itself</b> (close, truncation, a sync under OS) waits in the same queue
 * and is never served, only woken: he stays in {@code pending} when the log has failed, so each
 * leader that resigns finds him first, and when the lead is taken for good all of them are woken
 * and see {@code retired}, which is set before the queue is looked at for the last time; they look
 * at it after they have entered. (TruncationTest.)
 *
 * <p><b>Whatever is thrown</b> while somebody leads (no stack or memory is left; an access to
 * memory fails, on old JDKs later than at once) fails the log, and the lead is given up all the
 * same, from the outermost frame, where there is room: nobody waits for a leader who is gone.
 * (LeadFailureTest.)
 *
 * <p><b>Order at the end of a flush.</b> The next leader is woken before the followers that were
 * served: waking costs more than a short write, and the disk should not idle for it.
 *
 * <p>Latches: none. The caller holds no page latch.
 */
final class GroupCommit {

  private static final int NOT_FLUSHED = -1;

  private final LogProgress progress;
  private final LogHealth health;
  private final Flusher flusher;
  private final Pacer pacer;
  private final RingCredit credit;

  private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
  private final MpscUnboundedArrayQueue<Waiter> arrivals = new MpscUnboundedArrayQueue<>(256);

  /** Followers that were taken from the queue and not served; the leader's. */
  private final WaiterList pending = new WaiterList();

  /** The rest of {@code pending} while it is sorted out; the leader's. */
  private @Nullable Waiter unsorted;

  /** Followers that were served and have to be woken; the leader's, until it takes them along. */
  private final WaiterList toWake = new WaiterList();

  private volatile int lastGroup;

  /** The lead was taken for good: set before the queue is looked at for the last time. */
  private volatile boolean retired;

  GroupCommit(
      LogProgress progress, LogHealth health, Flusher flusher, Pacer pacer, RingCredit credit) {
    this.progress = progress;
    this.health = health;
    this.flusher = flusher;
    this.pacer = pacer;
    this.credit = credit;
  }

  /**
   * Waits until the log has come to {@code target}; leads if nobody does.
   *
   * <p>GroupCommit.tla: Await, Enqueue, Park. Checkpoint.tla: Await.
   *
   * @return how many committers the flush served that served this one
   * @throws LogFailedException if the log fails first
   */
  int await(long target, Goal goal) {
    if (reached(target, goal)) {
      return lastGroup;
    }
    pacer.arrived();
    try {
      return leadOrFollow(target, goal);
    } catch (Throwable escaped) {
      rescue(escaped);
      throw escaped;
    }
  }

  private int leadOrFollow(long target, Goal goal) {
    Waiter waiter = null;
    while (true) {
      if (tryLead()) {
        if (reached(target, goal) || health.failed()) {
          handOver(false);
        } else {
          int group = lead(target, goal, waiter);
          if (group != NOT_FLUSHED) {
            restore(waiter);
            return group;
          }
        }
      }
      if (reached(target, goal)) {
        return leave(waiter);
      }
      if (health.failed()) {
        leave(waiter);
        health.check();
      }
      if (waiter == null) {
        waiter = new Waiter(target, goal);
        YieldPoint.at("enter the queue", 0);
        arrivals.offer(waiter);
      } else {
        waiter.park();
      }
    }
  }

  /**
   * Leads one flush if nobody leads, on behalf of somebody who waits for room in the ring.
   * GroupCommit.tla: LeadForCredit.
   */
  boolean tryLeadForRoom() {
    if (!tryLead()) {
      return false;
    }
    try {
      if (!health.failed()) {
        flusher.flushForRoom();
      }
      handOver(false);
      return true;
    } catch (Throwable escaped) {
      rescue(escaped);
      throw escaped;
    }
  }

  /** Runs {@code task} as the leader, waiting for the lead. Should it throw, the log has failed. */
  <T> T whileLeading(Supplier<T> task) {
    try {
      takeLead();
      T result = task.get();
      handOver(false);
      return result;
    } catch (Throwable escaped) {
      rescue(escaped);
      throw escaped;
    }
  }

  /**
   * What should have been caught by now has left a leader's work half done. Nobody knows what is
   * missing: the log fails, and the lead is given up.
   *
   * @throws LogFailedException if this thread was the leader
   */
  private void rescue(Throwable escaped) {
    if (leader.get() == Thread.currentThread() && !retired) {
      if (!health.failed()) {
        health.fail(escaped);
      }
      handOver(false);
      health.check();
    }
  }

  /**
   * Takes the lead for good, waiting for it: nobody will write any more. Who comes later, or is
   * still in the queue, is served if all it wants is durable, be it by somebody else's sync.
   */
  void retire() {
    takeLead();
    retired = true;
    int group = settle();
    wake(toWake.takeAll(), group);
    wake(pending.takeAll(), group); // those who want the lead: it is gone
  }

  private void takeLead() {
    if (tryLead()) {
      return;
    }
    Waiter waiter = new Waiter(Long.MAX_VALUE, Goal.LEAD);
    pacer.insist();
    YieldPoint.at("enter the queue", 0);
    arrivals.offer(waiter);
    try {
      while (!tryLead()) {
        if (retired) {
          health.check();
          throw new IllegalStateException("the log is closed");
        }
        waiter.park();
      }
      waiter.served = true;
    } finally {
      pacer.relent();
      waiter.restoreInterrupt();
    }
  }

  /** GroupCommit.tla: TryLead. */
  private boolean tryLead() {
    YieldPoint.at("try to lead", 0);
    return leader.compareAndSet(null, Thread.currentThread());
  }

  /** Returns how many were served, or {@link #NOT_FLUSHED}; the log has failed then. */
  private int lead(long target, Goal goal, @Nullable Waiter own) {
    boolean flushed = false;
    try {
      if (goal != Goal.WRITTEN) {
        pacer.awaitCompany();
      }
      flushed = flusher.flush(target, goal);
    } catch (Throwable failure) { // the lead must go on, and others be told
      health.fail(failure);
    }
    if (own != null) {
      own.served = true;
    }
    int group = handOver(flushed && own == null);
    return flushed ? group : NOT_FLUSHED;
  }

  /**
   * Serves the queue and gives up the lead.
   *
   * <p>GroupCommit.tla: Recheck.
   *
   * @param countsItself whether the leader was served by its own flush without being in the queue
   * @return how many were served
   */
  private int handOver(boolean countsItself) {
    int group = serveAndResign(countsItself ? 1 : 0);
    while (!arrivals.isEmpty() && tryLead()) {
      serveAndResign(0);
    }
    return group;
  }

  /** GroupCommit.tla: GiveUp. */
  private int serveAndResign(int alreadyServed) {
    int group = alreadyServed + settle();
    if (group > 0) {
      pacer.served(group);
      lastGroup = group;
    }
    YieldPoint.at("hand over the lead", 0);
    Waiter next = pending.first();
    Waiter woken = toWake.takeAll();
    leader.set(null);
    try {
      if (next != null) {
        next.wake();
      }
      wake(woken, group);
    } finally {
      // Who waits for room may have found the lead taken; and after a write without a sync it is up
      // to them to sync.
      credit.changed();
    }
    return group;
  }

  /** Sorts out who is served; returns how many are. Leader only. GroupCommit.tla: Drain. */
  private int settle() {
    for (Waiter w = arrivals.poll(); w != null; w = arrivals.poll()) {
      pending.add(w);
    }
    boolean failed = health.failed();
    int served = 0;
    if (unsorted == null) { // or else somebody was thrown out in the middle
      unsorted = pending.takeAll();
    }
    for (Waiter w = unsorted; w != null; w = unsorted) {
      boolean wantsLead = w.goal() == Goal.LEAD;
      boolean done = w.served || reached(w.target(), w.goal());
      unsorted = w.next;
      // Who wants the lead itself stays in line when the log has failed: he would not be woken
      // again.
      (done || (failed && !wantsLead) ? toWake : pending).add(w);
      served += done && !wantsLead ? 1 : 0;
    }
    return served;
  }

  private static void wake(@Nullable Waiter woken, int group) {
    Waiter following;
    for (Waiter w = woken; w != null; w = following) {
      following = w.next;
      w.group = group;
      w.wake();
    }
  }

  private boolean reached(long target, Goal goal) {
    return switch (goal) {
      case DURABLE -> progress.durable() >= target;
      case WRITTEN -> progress.written() >= target;
      case OWN_SYNC -> retired && progress.durable() >= target;
      case LEAD -> false;
    };
  }

  private int leave(@Nullable Waiter waiter) {
    if (waiter == null) {
      pacer.servedItself();
      return lastGroup;
    }
    restore(waiter);
    return Math.max(waiter.group, 1);
  }

  private static void restore(@Nullable Waiter waiter) {
    if (waiter != null) {
      waiter.restoreInterrupt();
    }
  }
}
