package dev.latchtree.wal;

import dev.latchtree.memory.YieldPoint;
import dev.latchtree.wal.SyncPolicy.Kind;
import dev.latchtree.wal.Waiter.Goal;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a leader does: takes the published records out of the ring, writes them, syncs them, gives
 * their room back.
 *
 * <p>Every method but the constructor is for the leader only ({@link GroupCommit}), who hands the
 * lead on through a volatile flag; so plain fields are safe here.
 *
 * <p>Order of a flush: write, {@code written}, sync, {@code durable}, zero the ring, give credit
 * back. A step that fails ends the log: none of the later ones is done for these bytes, ever, so
 * nobody is told that they are durable.
 */
final class Flusher {

  private static final int BOUNCE = 256 << 10;

  private final LogGeometry geometry;
  private final LogBuffer buffer;
  private final RingCredit credit;
  private final Segments segments;
  private final LogProgress progress;
  private final LogHealth health;
  private final LogMetrics metrics;
  private final Pacer pacer;
  private final boolean releasesWhenWritten;
  private final LogBuffer.RecordCount count = new LogBuffer.RecordCount();

  /** The ring is free up to here. */
  private long released;

  /** Only where the JDK lets us lay no buffer over the ring. */
  private byte @Nullable [] bounce;

  Flusher(
      LogGeometry geometry,
      LogBuffer buffer,
      RingCredit credit,
      Segments segments,
      LogProgress progress,
      LogHealth health,
      LogMetrics metrics,
      Pacer pacer,
      Kind policy) {
    this.geometry = geometry;
    this.buffer = buffer;
    this.credit = credit;
    this.segments = segments;
    this.progress = progress;
    this.health = health;
    this.metrics = metrics;
    this.pacer = pacer;
    releasesWhenWritten = policy == Kind.OS;
    released = progress.written();
  }

  /**
   * Writes all that is published, and at least up to {@code target}; syncs unless {@code goal} is
   * content without.
   *
   * <p>GroupCommit.tla: Scan.
   *
   * @return whether that was done; if not, the log has failed
   */
  boolean flush(long target, Goal goal) {
    if (health.failed()) {
      return false; // The lead may come from one whose write failed: nothing is tried again.
    }
    try {
      long begun = System.nanoTime();
      LogFlushEvent event = new LogFlushEvent();
      event.begin();
      long before = progress.written();
      count.records = 0;
      boolean sync = goal != Goal.WRITTEN;
      long end = write(target);
      if (end < target || health.failed()) {
        return false;
      }
      YieldPoint.at("say what is written", 0);
      progress.written(end);
      if (end > before) {
        metrics.flushed(count.records, end - before);
      }
      if (sync && (goal == Goal.OWN_SYNC || progress.durable() < end)) {
        sync();
        if (health.failed()) {
          return false;
        }
        YieldPoint.at("say what is durable", 0);
        progress.durable(end);
        pacer.took(System.nanoTime() - begun);
      }
      release(releasesWhenWritten ? end : progress.durable());
      if (event.shouldCommit()) {
        event.records = count.records;
        event.bytes = end - before;
        event.synced = sync;
        event.commit();
      }
      return true;
    } catch (Throwable failure) {
      health.fail(failure);
      return false;
    }
  }

  /** Makes room in the ring, if there is anything to make it from. */
  void flushForRoom() {
    if (canMakeRoom()) {
      long target = Math.min(buffer.tail(), progress.written() + 1);
      flush(target, releasesWhenWritten ? Goal.WRITTEN : Goal.DURABLE);
    }
  }

  /** Whether {@link #flushForRoom()} would find anything to do. For everybody. */
  boolean canMakeRoom() {
    long written = progress.written();
    return buffer.tail() > written || (!releasesWhenWritten && progress.durable() < written);
  }

  /**
   * Whether an appender still holds credit or is between reservation and publication. No credit is
   * given out any more, and the caller leads.
   *
   * <p>A holder that reserves leaves {@code used} as it is and moves the tail, which is read after
   * it: so the credit found here is never less than what is held.
   */
  boolean someoneIsInside() {
    long used = credit.used();
    long tail = buffer.tail();
    return used - (tail - released) > 0 || !buffer.isPublished(progress.written(), tail);
  }

  /** Writes up to {@code target} and takes along what must be synced for it to be durable. */
  Written writeAndTake(long target) {
    return flush(target, Goal.WRITTEN)
        ? new Written(progress.written(), segments.takeUnsynced())
        : new Written(progress.written(), Segments.Unsynced.NOTHING);
  }

  /** What somebody else than the leader will sync. */
  record Written(long end, Segments.Unsynced files) {}

  /** GroupCommit.tla: Write. */
  private long write(long target) throws IOException {
    YieldPoint.at("take what is published", 0);
    long from = progress.written();
    long end = buffer.publishedEnd(from, target, released, count);
    for (long at = from; at < end; ) {
      int length = pieceAt(at, end);
      ByteBuffer view = buffer.view(at, length);
      segments.write(view != null ? view : copied(at, length), at);
      at += length;
    }
    return end;
  }

  /** Bytes from {@code at} on that lie together in the ring and in one segment. */
  private int pieceAt(long at, long end) {
    long piece = Math.min(end - at, buffer.untilWrap(at));
    return (int) Math.min(piece, geometry.capacity() - at % geometry.capacity());
  }

  private ByteBuffer copied(long at, int length) {
    byte[] bytes = bounce;
    if (bytes == null || bytes.length < length) {
      bytes = new byte[Math.max(BOUNCE, length)];
      bounce = bytes;
    }
    buffer.copyOut(at, bytes, length);
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** GroupCommit.tla: Sync. LogCrash.tla: Sync. */
  private void sync() throws IOException {
    long begun = System.nanoTime();
    segments.sync();
    metrics.synced(System.nanoTime() - begun);
  }

  /** GroupCommit.tla: Release. */
  private void release(long end) {
    if (end > released) {
      YieldPoint.at("free the ring", 0);
      buffer.zero(released, end);
      long bytes = end - released;
      released = end;
      credit.giveBack(bytes);
    }
  }
}
