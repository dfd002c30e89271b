package dev.latchtree.wal;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageLock;
import dev.latchtree.wal.SyncPolicy.Kind;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts a log together, and takes it apart: the parts in the order in which they need each other.
 *
 * <p>Opening (rules L1 and L2): lock, find the end, make what was found durable, and only then
 * anything that writes. The first record of the new life, Open, is appended by {@link
 * WriteAheadLog#open}.
 */
final class LogParts implements AutoCloseable {

  static final String LOCK_NAME = "wal.lock";

  final LogEnd recovered;
  final LogGeometry geometry;
  final LogHealth health;
  final LogMetrics metrics = new LogMetrics();
  final LogProgress progress;
  final RingCredit credit;
  final LogBuffer buffer;
  final SegmentKeeper keeper;
  final Segments segments;
  final Pacer pacer;
  final Flusher flusher;
  final GroupCommit group;
  final OsSync osSync;
  final Admission admission;
  final BackgroundSyncer syncer;

  private final StorageLock lock;
  private final boolean syncsAfterRotation;
  private final AtomicBoolean closing = new AtomicBoolean();

  private LogParts(Storage storage, LogOptions options, StorageLock lock) throws IOException {
    this.lock = lock;
    LogFiles files = LogFiles.list(storage);
    recovered = LogEndFinder.find(storage, options.provenLsn());
    LogRepair.rewriteUnproven(storage, recovered);
    boolean created = files.isEmpty();
    geometry = created ? new LogGeometry(options.segmentSize()) : files.geometry();
    long id =
        created
            ? options.logId().orElseGet(() -> ThreadLocalRandom.current().nextLong())
            : files.reference().logId();
    Kind policy = options.policy().kind();
    long next = geometry.segmentOf(recovered.lsn());

    health = new LogHealth(storage.describe(SegmentLayout.fileName(next)));
    progress = new LogProgress(geometry, geometry.offsetOf(recovered.lsn()));
    credit = new RingCredit(options.ringSize());
    health.onFailure(credit::wakeAll);
    pacer = new Pacer(options.policy());
    keeper =
        new SegmentKeeper(
            storage,
            geometry,
            id,
            options,
            health,
            geometry.segmentOf(recovered.firstLsn()),
            next,
            recovered.isEmpty() ? -1 : geometry.lastSegmentBefore(recovered.lsn()));
    try {
      segments = new Segments(geometry, keeper, metrics, next, this::afterRotation);
    } catch (IOException | RuntimeException e) {
      keeper.close();
      throw e;
    }
    buffer =
        new LogBuffer(geometry, options.ringSize(), recovered.generation() + 1, progress, health);
    flusher =
        new Flusher(geometry, buffer, credit, segments, progress, health, metrics, pacer, policy);
    group = new GroupCommit(progress, health, flusher, pacer, credit);
    osSync = new OsSync(group, flusher, progress, health, metrics);
    admission = new Admission(credit, health, group, flusher, metrics);
    boolean os = policy == Kind.OS;
    syncer =
        new BackgroundSyncer(
            policy == Kind.INTERVAL ? options.policy().window().toNanos() : 0,
            () -> {
              if (os) {
                osSync.await(progress.written());
              } else {
                group.await(buffer.tail(), Waiter.Goal.DURABLE);
              }
            },
            health);
    syncsAfterRotation = os;
  }

  static LogParts open(Storage storage, LogOptions options) throws IOException {
    StorageLock lock = storage.lock(LOCK_NAME);
    boolean opened = false;
    try {
      LogParts parts = new LogParts(storage, options, lock);
      opened = true;
      return parts;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private void afterRotation() {
    if (syncsAfterRotation) {
      syncer.request();
    }
  }

  /** Whether this is the first call. */
  boolean beginClose() {
    return closing.compareAndSet(false, true);
  }

  void requireOpen() {
    if (closing.get()) {
      throw new IllegalStateException("the log is closed");
    }
  }

  /** Stops the threads, closes the files, frees the ring. Nobody can append any more. */
  @Override
  public void close() throws IOException {
    syncer.close();
    group.retire();
    if (health.failed()) {
      admission.awaitNobodyInside();
    }
    try (lock;
        segments;
        keeper) {
      buffer.close();
    }
  }
}
