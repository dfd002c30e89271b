package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One parallel read: threads take segment after segment, in order, until there are no more.
 *
 * <p>When a segment turns out to be damaged, those behind it are given up and those before it are
 * read to their ends, so that the smallest damaged LSN is the one that is reported. Any other
 * failure ends all.
 *
 * <p>Generations are checked within each segment as it is read, and from segment to segment when
 * all are done.
 */
final class ParallelRead {

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final LogFiles files;
  private final LogGeometry geometry;
  private final long from;
  private final long to;
  private final RecordHandler handler;
  private final ProgressMeter meter;
  private final int segments;
  private final long firstSegment;
  private final AtomicInteger nextToTake = new AtomicInteger();

  // Of each segment's first and last record. Written by the segment's reader, read after its end.
  private final int[] firstGenerations;
  private final boolean[] startsWithOpen;
  private final int[] lastGenerations;

  private final ReentrantLock failureLock = new ReentrantLock();

  /** Segments from this one on are not worth reading. Written under {@code failureLock}. */
  private volatile int giveUpFrom = NO_LIMIT;

  /** Guarded by {@code failureLock}. */
  private @Nullable Throwable failure;

  ParallelRead(LogFiles files, long from, long to, RecordHandler handler, ProgressMeter meter) {
    this.files = files;
    this.geometry = files.geometry();
    this.from = from;
    this.to = to;
    this.handler = handler;
    this.meter = meter;
    this.firstSegment = geometry.segmentOf(from);
    this.segments = Math.toIntExact(geometry.lastSegmentBefore(to) - firstSegment + 1);
    this.firstGenerations = new int[segments];
    this.startsWithOpen = new boolean[segments];
    this.lastGenerations = new int[segments];
  }

  void run(int threads) throws IOException {
    Thread[] helpers = new Thread[Math.min(threads, segments) - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Thread(this::readSegments, "latchtree-log-read-" + (i + 1));
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
    readSegments();
    joinAll(helpers);
    checkSuccession();
    throwFailure();
  }

  /** Rule L7: an interrupt waits until the call is over. */
  private static void joinAll(Thread[] helpers) {
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void readSegments() {
    int segment = 0;
    try (RecordWalk walk = new RecordWalk(files, OpenMode.READ_ONLY)) {
      LogRecord record = new LogRecord();
      while ((segment = nextToTake.getAndIncrement()) < segments && segment < giveUpFrom) {
        readSegment(segment, walk, record);
      }
    } catch (Throwable t) {
      fail(segment, t);
    }
  }

  private void readSegment(int segment, RecordWalk walk, LogRecord record) throws IOException {
    long start = Math.max(from, geometry.startOf(firstSegment + segment));
    long end = Math.min(to, geometry.startOf(firstSegment + segment + 1));
    walk.start(start, end);
    long told = start;
    long records = 0;
    while (walk.step()) {
      RecordHeader header = walk.header();
      if (walk.lsn() == start) {
        firstGenerations[segment] = header.generation();
        startsWithOpen[segment] = header.isOpen();
      }
      if (header.isUser()) {
        walk.show(record);
        handler.handle(record);
        records++;
      }
      if (walk.next() - told >= ProgressMeter.STEP) {
        if (segment >= giveUpFrom) {
          return;
        }
        meter.add(geometry.offsetOf(walk.next()) - geometry.offsetOf(told), records);
        told = walk.next();
        records = 0;
      }
      lastGenerations[segment] = header.generation();
    }
    meter.add(geometry.offsetOf(end) - geometry.offsetOf(told), records);
  }

  /** Rule L1 from each segment to the next, as far as both were read. */
  private void checkSuccession() {
    for (int segment = 1; segment < segments && segment < giveUpFrom; segment++) {
      int before = lastGenerations[segment - 1];
      int after = firstGenerations[segment];
      if (startsWithOpen[segment] ? after <= before : after != before) {
        long index = firstSegment + segment;
        fail(
            segment,
            new CorruptLogException(
                files.describe(index),
                geometry.startOf(index),
                "a record of generation %d cannot follow one of generation %d"
                    .formatted(after, before)));
      }
    }
  }

  private void fail(int segment, Throwable t) {
    failureLock.lock();
    try {
      boolean endsAll = !(t instanceof CorruptLogException);
      if (endsAll ? giveUpFrom >= 0 : segment < giveUpFrom) {
        giveUpFrom = endsAll ? -1 : segment;
        failure = t;
      }
    } finally {
      failureLock.unlock();
    }
  }

  private void throwFailure() throws IOException {
    failureLock.lock();
    try {
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      } else if (failure != null) {
        throw new IOException(failure); // a handler that throws what it may not
      }
    } finally {
      failureLock.unlock();
    }
  }
}
