package dev.latchtree.wal;

import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The row of segment files as its writer sees it: the file that is being filled, and those that are
 * full and not yet synced. For the leader only; the next file comes from the {@link SegmentKeeper}.
 *
 * <p>Crash: a record is durable only when all before it are, so full files are synced in order, and
 * before the current one.
 */
final class Segments implements AutoCloseable {

  private final LogGeometry geometry;
  private final LogWrites writes;
  private final SegmentKeeper keeper;
  private final LogMetrics metrics;
  private final Runnable afterRotation;

  private long index;
  private OpenSegment current;
  private final List<StorageFile> full = new ArrayList<>();

  /**
   * @param index the segment to start with
   * @param afterRotation told when a segment is full; must not wait
   */
  Segments(
      LogGeometry geometry,
      LogWrites writes,
      SegmentKeeper keeper,
      LogMetrics metrics,
      long index,
      Runnable afterRotation)
      throws IOException {
    this.geometry = geometry;
    this.writes = writes;
    this.keeper = keeper;
    this.metrics = metrics;
    this.afterRotation = afterRotation;
    this.index = index;
    current = open(index);
  }

  private OpenSegment open(long segment) throws IOException {
    return OpenSegment.of(keeper.take(segment), writes, geometry.segmentSize());
  }

  /** Writes bytes that belong at {@code offset} and lie in one segment. */
  void write(ByteBuffer bytes, long offset) throws IOException {
    long lsn = geometry.lsnOf(offset);
    if (geometry.segmentOf(lsn) != index) {
      rotate(geometry.segmentOf(lsn));
    }
    current.write(bytes, geometry.positionOf(lsn));
  }

  private void rotate(long next) throws IOException {
    LogRotationEvent event = new LogRotationEvent();
    event.begin();
    long begun = System.nanoTime();
    OpenSegment taken = open(next);
    metrics.rotated(System.nanoTime() - begun);
    OpenSegment last = current;
    current = taken;
    index = next;
    if (last.isDirty()) {
      full.add(last.file());
      last.leaveMemory();
    } else {
      last.close();
    }
    afterRotation.run();
    if (event.shouldCommit()) {
      event.segment = next;
      event.commit();
    }
  }

  /** Makes everything written so far durable. */
  void sync() throws IOException {
    takeUnsynced().sync();
  }

  /** What must be synced for everything written so far to be durable. */
  Unsynced takeUnsynced() {
    Unsynced unsynced = new Unsynced(List.copyOf(full), List.of(current.file()));
    full.clear();
    return unsynced;
  }

  /** Files to sync, oldest first; the full ones are closed after it. */
  record Unsynced(List<StorageFile> full, List<StorageFile> current) {

    static final Unsynced NOTHING = new Unsynced(List.of(), List.of());

    void sync() throws IOException {
      syncFull(0);
      for (StorageFile file : current) {
        file.sync();
      }
    }

    /** From this one on; all are closed, also if the sync of one fails. */
    private void syncFull(int first) throws IOException {
      if (first < full.size()) {
        boolean synced = false;
        try (StorageFile file = full.get(first)) {
          file.sync();
          synced = true;
        } finally {
          if (!synced) {
            closeFrom(first + 1);
          }
        }
        syncFull(first + 1);
      }
    }

    private void closeFrom(int first) throws IOException {
      if (first < full.size()) {
        try (StorageFile file = full.get(first)) {
          closeFrom(first + 1);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (OpenSegment last = current) {
      for (StorageFile file : full) {
        file.close();
      }
    }
  }
}
