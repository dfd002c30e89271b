package dev.latchtree.recovery;

import dev.latchtree.buffer.BufferPool;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.wal.LogReader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the changes of the log again, from the last checkpoint's begin on. The pages are divided
 * among threads, each of which reads the log and applies what is about its own, in the log's order
 * (rule R3). So what was done to a page is done to it again in its order, and pages do not wait for
 * each other.
 *
 * <p>It may be interrupted by a crash at any moment, and begun again: every page's first record is
 * an image or makes the page anew, so what the page file holds of it does not matter.
 */
final class Redo {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.recovery");
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LogReader reader;
  private final long from;
  private final BufferPool pool;
  private final LooseEnds looseEnds;
  private final AtomicBoolean failed = new AtomicBoolean();

  /**
   * Gets ready.
   *
   * @param looseEnds those of the checkpoint; gets those of the records
   */
  Redo(LogReader reader, long from, BufferPool pool, LooseEnds looseEnds) {
    this.reader = reader;
    this.from = from;
    this.pool = pool;
    this.looseEnds = looseEnds;
  }

  /** Redoes all; on return the store is as its log says. Checkpoint.tla: Reopen. */
  RecoverySummary run(int threads) throws IOException {
    long begun = System.nanoTime();
    RecoveryEvent event = new RecoveryEvent();
    event.begin();
    List<RedoPart> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      parts.add(new RedoPart(reader, from, pool, i, threads, failed));
    }
    parts.get(0).alsoTell(looseEnds, this::tell);
    runAll(parts);
    long pages = 0;
    for (RedoPart part : parts) {
      part.throwFailure();
      pages += part.pages();
    }
    RecoverySummary summary =
        new RecoverySummary(
            reader.end().lsn() - from,
            parts.get(0).records(),
            pages,
            0,
            System.nanoTime() - begun,
            threads);
    if (event.shouldCommit()) {
      event.bytes = summary.bytesRead();
      event.records = summary.records();
      event.pages = pages;
      event.threads = threads;
      event.commit();
    }
    return summary;
  }

  /** Runs the first part on this thread; on return all have ended. */
  private void runAll(List<RedoPart> parts) {
    List<Thread> others = new ArrayList<>();
    boolean started = false;
    try {
      for (RedoPart part : parts.subList(1, parts.size())) {
        Thread thread = new Thread(part, "latchtree-redo");
        thread.setDaemon(true);
        thread.start();
        others.add(thread);
      }
      started = true;
      parts.get(0).run();
    } finally {
      if (!started) {
        failed.set(true);
      }
      join(others);
    }
  }

  private long toldAt = System.nanoTime();

  private void tell(long lsn) {
    long now = System.nanoTime();
    if (now - toldAt > TELL_NANOS) {
      toldAt = now;
      long all = Math.max(1, reader.end().lsn() - from);
      LOG.log(
          Level.INFO,
          "recovery: {0} of {1} MiB of log redone ({2} %)",
          (lsn - from) >> 20,
          all >> 20,
          100 * (lsn - from) / all);
    }
  }

  private static void join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
