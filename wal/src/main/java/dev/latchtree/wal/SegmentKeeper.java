package dev.latchtree.wal;

import dev.latchtree.memory.Locks;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prepares segment files ahead of need on a thread of its own, or on the leader's when they are
 * needed ({@link LogOptions#prepareAhead}), and takes back those that were truncated. How a file is
 * made is {@link SegmentMaker}'s.
 *
 * <p><b>Truncation</b> marks the segment that will be the first, removes the oldest first, and
 * syncs the directory before it touches the next: after a crash the row of indexes has no gap, or
 * one that the mark explains. A removed file is renamed to a spare, which is no part of the log.
 *
 * <p><b>Failure.</b> A file that cannot be prepared (a full disk, most often) fails nobody until a
 * leader needs it; it is then tried once more, and failing that, the leader gets the exception. A
 * directory sync that fails ends the log.
 *
 * <p>Locks: {@code lock} guards the fields and is never held during I/O; {@code truncation} makes
 * truncations take turns. Order: {@code truncation}, the lead of the log, {@code lock}.
 */
final class SegmentKeeper implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.wal");

  private static final String SPARE_PREFIX = "spare-";
  private static final Pattern SPARE = Pattern.compile(SPARE_PREFIX + "[0-9]+");

  private final Storage storage;
  private final LogGeometry geometry;
  private final LogOptions options;
  private final LogHealth health;
  private final long lastUsed;
  private final LogDirectory directory;
  private final SegmentMaker maker;

  /** Null if segments are prepared when they are needed. */
  private final @Nullable Thread thread;

  private final ReentrantLock truncation = Locks.newLock();
  private final ReentrantLock lock = Locks.newLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final ArrayDeque<String> spares = new ArrayDeque<>();
  private long wanted;
  private long prepared;
  private @Nullable StorageFile ready;
  private @Nullable Throwable failure;
  private long first;
  private int spareNumber;
  private boolean stopped;

  /** Whether a file of this name is one that waits to become a segment again. */
  static boolean isSpare(String name) {
    return SPARE.matcher(name).matches();
  }

  /**
   * Starts preparing.
   *
   * @param firstSegment the oldest segment of the log
   * @param next the segment that will be asked for first; it may exist
   * @param lastUsed the last segment that holds records, or -1: it and those before it are never
   *     made anew
   */
  SegmentKeeper(
      Storage storage,
      LogGeometry geometry,
      long logId,
      LogOptions options,
      LogHealth health,
      long firstSegment,
      long next,
      long lastUsed)
      throws IOException {
    this.storage = storage;
    this.geometry = geometry;
    this.options = options;
    this.health = health;
    this.lastUsed = lastUsed;
    directory = new LogDirectory(storage, health);
    maker = new SegmentMaker(storage, directory, health, geometry, logId, options);
    first = firstSegment;
    wanted = next;
    prepared = next - 1;
    removeLeftovers();
    // A process that was killed may have left names that nobody has synced (rule L1).
    directory.sync();
    thread = options.prepareAhead() ? new Thread(this::run, "latchtree-log-keeper") : null;
    if (thread != null) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** The oldest segment that is still there. */
  long first() {
    lock.lock();
    try {
      return first;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The file of segment {@code index}, which is the one after that of the last call; waits for it
   * if need be. From now on the caller owns it, and the next one is prepared.
   */
  StorageFile take(long index) throws IOException {
    lock.lock();
    try {
      boolean again = true;
      failure = null;
      wanted = Math.max(wanted, index);
      changed.signalAll();
      while (prepared < index || ready == null) {
        health.checkForIo();
        if (failure != null && again) {
          again = false;
          failure = null;
          changed.signalAll();
        } else if (failure != null) {
          throw new IOException(
              "cannot prepare segment "
                  + SegmentLayout.fileName(index)
                  + " of "
                  + (geometry.segmentSize() >> 20)
                  + " MiB: "
                  + failure.getMessage(),
              failure);
        }
        if (stopped) {
          throw new IOException("the log is closed");
        }
        if (thread == null) {
          prepareHere();
        } else {
          changed.awaitUninterruptibly();
        }
      }
      health.checkForIo();
      StorageFile file = ready;
      ready = null;
      wanted = index + 1;
      changed.signalAll();
      return file;
    } finally {
      lock.unlock();
    }
  }

  /** Prepares the next segment; the lock is held, but not meanwhile. */
  private void prepareHere() {
    long index = prepared + 1;
    lock.unlock();
    try {
      prepareAndPost(index);
    } finally {
      lock.lock();
    }
  }

  /** Runs something while nobody else syncs a segment. */
  interface BetweenSyncs {
    void run(Runnable task);
  }

  /** Removes all segments before {@code segment}, oldest first. */
  void truncateBefore(long segment, BetweenSyncs betweenSyncs) throws IOException {
    truncation.lock();
    try {
      if (first() < segment) {
        requireRunning();
        markStart(segment, betweenSyncs);
      }
      for (long index = first(); index < segment; index++) {
        requireRunning();
        remove(index);
      }
    } finally {
      truncation.unlock();
    }
  }

  private void markStart(long index, BetweenSyncs betweenSyncs) throws IOException {
    try (StorageFile file = storage.open(SegmentLayout.fileName(index), OpenMode.READ_WRITE)) {
      betweenSyncs.run(() -> mark(file, index));
    }
    health.checkForIo();
  }

  /** Should the sync fail, it may have dropped records: so that ends the log. */
  private void mark(StorageFile file, long index) {
    health.check();
    try {
      StartMark.put(file, maker.header(index));
    } catch (IOException e) {
      health.fail(e);
    }
  }

  private void requireRunning() {
    lock.lock();
    try {
      if (stopped) {
        throw new IllegalStateException("the log is closed");
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(long index) throws IOException {
    retire(SegmentLayout.fileName(index));
    lock.lock();
    try {
      first = index + 1;
      if (failure != null) {
        failure = null;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a file out of the log, durably: it becomes a spare, or is deleted. */
  private void retire(String name) throws IOException {
    String spare = spareName();
    if (spare == null) {
      storage.delete(name);
    } else {
      storage.rename(name, spare);
    }
    directory.sync();
    if (spare != null) {
      lock.lock();
      try {
        spares.add(spare);
      } finally {
        lock.unlock();
      }
    }
  }

  /** A name for one more spare, or {@code null} if there are enough. */
  private @Nullable String spareName() {
    lock.lock();
    try {
      return spares.size() >= options.spareSegments() ? null : SPARE_PREFIX + spareNumber++;
    } finally {
      lock.unlock();
    }
  }

  /** After a failure to prepare the thread waits for somebody to ask again. */
  private void run() {
    while (true) {
      long index;
      lock.lock();
      try {
        while (!stopped && (ready != null || prepared >= wanted || failure != null)) {
          changed.awaitUninterruptibly();
        }
        if (stopped) {
          return;
        }
        index = prepared + 1;
      } finally {
        lock.unlock();
      }
      prepareAndPost(index);
    }
  }

  private void prepareAndPost(long index) {
    StorageFile file = null;
    Throwable problem = null;
    try {
      file = index <= lastUsed ? maker.openUsed(index) : maker.make(index, takeSpare());
    } catch (Throwable e) {
      problem = e;
    }
    lock.lock();
    try {
      if (file != null) {
        ready = file;
        prepared = index;
      } else {
        failure = problem;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (problem != null && !(problem instanceof IOException)) {
      health.fail(problem); // last: whoever waits for the segment has been told
    }
  }

  private @Nullable String takeSpare() {
    lock.lock();
    try {
      return spares.poll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Deletes what an earlier life has left behind the last record: spares, and segments that it had
   * prepared, or used before a crash cut them off. Highest segment first, each durably before the
   * next, so that none can be taken for the log should what lies before it be lost; each emptied,
   * durably, before that: a removal that is undone by a crash brings back nothing but a name.
   * Segments before the first, which a truncation has let go and a crash has brought back, go too.
   *
   * <p>Nothing of it is used again. A spare may be another log's, whose records would look right
   * under their old index; and after a directory sync that failed, a name that is seen may never
   * reach the disk, whatever is synced later: only new names do.
   */
  private void removeLeftovers() throws IOException {
    List<String> names = new ArrayList<>(storage.list());
    Collections.reverse(names);
    for (String name : names) {
      long index = SegmentLayout.indexOf(name);
      if (SPARE.matcher(name).matches()) {
        storage.delete(name);
      } else if (isSegment(index) && (index < first || index > lastUsed)) {
        empty(name);
        storage.delete(name);
        directory.sync();
      }
    }
  }

  /** Should its name come back, because the removal never reached the disk, it proves nothing. */
  private void empty(String name) throws IOException {
    try (StorageFile file = storage.open(name, OpenMode.READ_WRITE)) {
      file.truncate(0);
      file.sync();
    }
  }

  private static boolean isSegment(long index) {
    return index >= 0 && index <= SegmentHeader.MAX_INDEX;
  }

  /**
   * Stops the thread and truncations, lets go of the file that nobody took, and deletes the spares:
   * the next life would use none of them. In a log that has failed nothing is touched any more.
   */
  @Override
  public void close() throws IOException {
    truncation.lock(); // whoever removes files has ended before another process may own them
    try {
      stop();
    } finally {
      truncation.unlock();
    }
    if (thread != null) {
      Threads.join(thread);
    }
    lock.lock();
    try {
      if (ready != null) {
        ready.close();
        ready = null;
      }
    } finally {
      lock.unlock();
    }
    if (!health.failed()) {
      deleteSpares();
    }
  }

  private void deleteSpares() {
    for (String spare = takeSpare(); spare != null; spare = takeSpare()) {
      try {
        storage.delete(spare);
      } catch (IOException e) {
        LOG.log(Level.WARNING, spare + " could not be deleted; the log's next life will", e);
      }
    }
  }

  private void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
