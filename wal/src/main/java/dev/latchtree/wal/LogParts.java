package dev.latchtree.wal;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageLock;
import dev.latchtree.wal.SyncPolicy.Kind;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

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

  private final Storage storage;
  private final StorageLock lock;
  private final boolean syncsAfterRotation;
  private final AtomicBoolean closing = new AtomicBoolean();

  private LogParts(Storage storage, LogOptions options, StorageLock lock) throws IOException {
    this.storage = storage;
    this.lock = lock;
    LogFiles found = LogFiles.list(storage);
    recovered = LogEndFinder.find(storage, options.provenLsn());
    LogRepair.rewriteUnproven(storage, recovered);
    boolean created = found.isEmpty();
    geometry = created ? new LogGeometry(options.segmentSize()) : found.geometry();
    long id =
        created
            ? options.logId().orElseGet(() -> ThreadLocalRandom.current().nextLong())
            : found.reference().logId();
    Kind policy = options.policy().kind();
    long next = geometry.segmentOf(recovered.lsn());

    health = new LogHealth(storage.describe(SegmentLayout.fileName(next)));
    progress = new LogProgress(geometry, geometry.offsetOf(recovered.lsn()));
    credit = new RingCredit(options.ringSize());
    pacer = new Pacer(options.policy(), () -> health.failed() || credit.isAwaited());
    health.onFailure(
        () -> {
          credit.wakeAll();
          pacer.hurry();
        });
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
    Segments files = null;
    LogBuffer ring = null;
    boolean complete = false;
    try {
      files = new Segments(geometry, options.writes(), keeper, metrics, next, this::afterRotation);
      segments = files;
      int generation = recovered.generation() + 1;
      ring = new LogBuffer(geometry, options.ringSize(), generation, progress, health);
      buffer = ring;
      flusher =
          new Flusher(geometry, buffer, credit, segments, progress, health, metrics, pacer, policy);
      group = new GroupCommit(progress, health, flusher, pacer, credit);
      osSync = new OsSync(group, flusher, progress, health, metrics);
      admission = new Admission(credit, health, group, flusher, metrics, pacer);
      syncsAfterRotation = policy == Kind.OS;
      syncer = makeSyncer(options.policy());
      complete = true;
    } finally {
      if (!complete) {
        closeAll(ring, files, keeper);
      }
    }
  }

  private BackgroundSyncer makeSyncer(SyncPolicy policy) {
    if (policy.kind()
        == Kind.OS) { // all that was appended: the rotation that asks is not written yet
      return new BackgroundSyncer(0, () -> osSync.await(buffer.tail()), health);
    }
    return new BackgroundSyncer(
        policy.kind() == Kind.INTERVAL ? policy.window().toNanos() : 0,
        () -> group.await(buffer.tail(), Waiter.Goal.DURABLE),
        health);
  }

  /** Runs {@code task} while nobody syncs a segment. */
  void betweenSyncs(Runnable task) {
    if (syncsAfterRotation) {
      osSync.exclusively(task);
    } else {
      group.whileLeading(
          () -> {
            task.run();
            return true;
          });
    }
  }

  private static void closeAll(
      @Nullable LogBuffer ring, @Nullable Segments files, SegmentKeeper keeper) throws IOException {
    try (keeper;
        files) {
      if (ring != null) {
        ring.close();
      }
    }
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

  Storage storage() {
    return storage;
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
    boolean free = !health.failed() || admission.awaitNobodyInside();
    try (lock) {
      closeAll(free ? buffer : null, segments, keeper);
    }
  }
}
