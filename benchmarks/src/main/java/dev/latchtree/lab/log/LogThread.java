package dev.latchtree.lab.log;

import dev.latchtree.wal.WriteAheadLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The other way to commit in groups: a thread that does nothing else. Committers hand it their LSN
 * and park; it takes all that wait, has the log made durable up to the largest, and wakes them.
 * Here to be compared with the log's leader and followers.
 *
 * <p>No wake-up is lost: a committer enters the queue and then unparks the thread, which looks at
 * the queue between being unparked and parking; a committer parks only while its ticket is not
 * done, and is unparked after it is.
 */
final class LogThread implements Commits {

  private final WriteAheadLog log;
  private final MpscUnboundedArrayQueue<Ticket> queue = new MpscUnboundedArrayQueue<>(256);
  private final Thread thread = new Thread(this::run, "lab-log-thread");
  private volatile boolean idle;
  private volatile boolean stopped;

  LogThread(WriteAheadLog log) {
    this.log = log;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public long commit(long lsn) {
    Ticket ticket = new Ticket(lsn);
    queue.offer(ticket);
    if (idle) {
      LockSupport.unpark(thread);
    }
    while (!ticket.done) {
      LockSupport.park(this);
    }
    RuntimeException failure = ticket.failure;
    if (failure != null) {
      throw new IllegalStateException("the log thread failed: " + failure.getMessage(), failure);
    }
    return ticket.group;
  }

  private void run() {
    List<Ticket> group = new ArrayList<>();
    while (!stopped) {
      takeAll(group);
      if (!group.isEmpty()) {
        serve(group);
        continue;
      }
      idle = true;
      if (queue.isEmpty() && !stopped) {
        LockSupport.park(this);
      }
      idle = false;
    }
  }

  private void takeAll(List<Ticket> group) {
    group.clear();
    for (Ticket next = queue.poll(); next != null; next = queue.poll()) {
      group.add(next);
    }
  }

  private void serve(List<Ticket> group) {
    RuntimeException failure = null;
    try {
      log.awaitDurable(group.stream().mapToLong(ticket -> ticket.lsn).max().orElseThrow());
    } catch (RuntimeException e) {
      failure = e;
    }
    for (Ticket ticket : group) {
      ticket.group = group.size();
      ticket.failure = failure;
      ticket.done = true;
      LockSupport.unpark(ticket.owner);
    }
  }

  /** Nobody commits any more when this is called. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A committer that waits; {@code done} is written last and read first. */
  private static final class Ticket {
    private final long lsn;
    private final Thread owner = Thread.currentThread();
    private long group;
    private @Nullable RuntimeException failure;
    private volatile boolean done;

    Ticket(long lsn) {
      this.lsn = lsn;
    }
  }
}
