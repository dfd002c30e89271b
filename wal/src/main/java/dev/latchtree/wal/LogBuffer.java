package dev.latchtree.wal;

import dev.latchtree.memory.ByteRing;
import dev.latchtree.memory.YieldPoint;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The ring in front of the log file: appenders put records into it side by side, one leader takes
 * them out in order.
 *
 * <p><b>Space.</b> An appender holds credit ({@link RingCredit}) for what it reserves, so a
 * reservation never waits and never overwrites what is not released.
 *
 * <p><b>Reservation</b> is one compare-and-set on the tail. A record that would cross the end of a
 * segment takes the rest of the segment as well, in the same step, and fills that with a PAD; so
 * what a reservation can cost is known beforehand: less than twice its size.
 *
 * <p><b>Publication.</b> Released space is zero. A record is written, its length last and with
 * release order; the leader reads the length with acquire order and then the record. A length of
 * zero ends what is published. Offsets are handed out in the order of the tail's compare-and-sets,
 * so the published prefix has no gap.
 *
 * <p><b>Release.</b> The leader zeroes what it has written before it gives the credit back; the
 * next owner of those bytes has taken that credit (or has seen the tail of one who has), so it sees
 * the zeros.
 *
 * <p>Rule L4: between reservation and publication there is one copy, no allocation, no callback and
 * no wait. Should anything be thrown there all the same, the space becomes a PAD and the log fails.
 */
final class LogBuffer implements AutoCloseable {

  private static final int SPINS = 200;
  private static final int YIELDS = 100;

  private final LogGeometry geometry;
  private final int generation;
  private final LogProgress progress;
  private final LogHealth health;
  private final ByteRing ring;
  private final PaddedCounter tail;

  LogBuffer(
      LogGeometry geometry, int ringSize, int generation, LogProgress progress, LogHealth health) {
    this.geometry = geometry;
    this.generation = generation;
    this.progress = progress;
    this.health = health;
    ring = new ByteRing(ringSize);
    tail = new PaddedCounter(progress.written());
  }

  /** End of what is reserved. */
  long tail() {
    return tail.get();
  }

  /**
   * Reserves {@code size} bytes that lie in one segment.
   *
   * <p>GroupCommit.tla: Reserve. LogCrash.tla: AppendAndWrite.
   *
   * @param place where it is noted what was reserved
   * @param credit what the caller has taken for it; at least {@code size}
   * @return false if a PAD is needed that the credit does not cover: nothing is reserved then
   */
  boolean reserve(Place place, int size, long credit) {
    YieldPoint.at("reserve in the log", 0);
    while (true) {
      long from = tail.get();
      int rest = geometry.capacity() - (int) (from % geometry.capacity());
      int pad = rest < size ? rest : 0;
      if (pad + (long) size > credit) {
        return false;
      }
      if (tail.compareAndSet(from, from + pad + size)) {
        if (pad > 0) {
          publishPad(place, from, pad);
        }
        place.offset = from + pad;
        place.spent = pad + size;
        return true;
      }
    }
  }

  /**
   * What a reservation got, and scratch memory for the PAD before it: nothing is allocated there.
   */
  static final class Place {
    private final HeaderChecksum header = new HeaderChecksum();
    private final CRC32C noPayload = new CRC32C();

    /** Where the record starts. */
    long offset;

    /** Bytes of credit that were used. */
    int spent;
  }

  /** Copies a record to its place and publishes it. GroupCommit.tla: Publish. */
  void publish(long offset, Draft draft) {
    YieldPoint.at("publish", geometry.lsnOf(offset));
    try {
      fill(offset, draft);
    } catch (Throwable failure) {
      health.fail(failure);
      publishPad(draft.place(), offset, draft.size());
      throw failure;
    }
    publishLength(offset, RecordLayout.HEADER_SIZE + draft.payloadLength());
  }

  /** Writes a record's bytes, all but its length. */
  private void fill(long offset, Draft draft) {
    ring.copyIn(
        draft.payload(), draft.start(), offset + RecordLayout.HEADER_SIZE, draft.payloadLength());
    long lsn = geometry.lsnOf(offset);
    long durableLsn = progress.durableLsn();
    putHeader(
        offset,
        draft.checksum(lsn, durableLsn, generation),
        lsn,
        durableLsn,
        typeAndFlags(draft.type(), draft.codec()));
  }

  /** Fills a place that was reserved with nothing. */
  void publishPad(Place place, long offset, int space) {
    long lsn = geometry.lsnOf(offset);
    long durableLsn = progress.durableLsn();
    int type = typeAndFlags(RecordLayout.TYPE_PAD, RecordLayout.CODEC_PLAIN);
    place.noPayload.reset();
    int checksum = place.header.finish(place.noPayload, space, lsn, durableLsn, generation, type);
    putHeader(offset, checksum, lsn, durableLsn, type);
    publishLength(offset, space);
  }

  private void putHeader(long offset, int checksum, long lsn, long durableLsn, int typeAndFlags) {
    ring.putInt(offset + RecordLayout.CHECKSUM, checksum);
    ring.putLong(offset + RecordLayout.LSN, lsn);
    ring.putLong(offset + RecordLayout.DURABLE_LSN, durableLsn);
    ring.putInt(offset + RecordLayout.GENERATION, generation);
    ring.putInt(offset + RecordLayout.TYPE, typeAndFlags);
  }

  private void publishLength(long offset, int length) {
    // Orders:     the record's bytes before its length.
    // Pairs with: the volatile read of the length in publishedEnd().
    // Else:       the leader writes bytes of a record that are not there yet.
    // Shown by:   LogPublicationStress.
    ring.putIntRelease(offset + RecordLayout.LENGTH, length);
  }

  /** The four bytes from {@link RecordLayout#TYPE} on. */
  static int typeAndFlags(int type, int codec) {
    return type | codec << Byte.SIZE;
  }

  /**
   * End of what is published from {@code from} on, waiting for what is reserved below {@code
   * mustReach}. Each record that is passed is counted in {@code counter}. Leader only.
   *
   * @param released the ring is free up to here: a ring's length behind it lie its own bytes again,
   *     which are a record's and not zero if the ring is full
   * @return less than {@code mustReach} only if the log has failed
   */
  long publishedEnd(long from, long mustReach, long released, RecordCount counter) {
    long end = from;
    while (end - released < ring.capacity()) {
      int length = ring.getIntVolatile(end + RecordLayout.LENGTH);
      if (length == 0) {
        if (end >= mustReach || !awaitLength(end)) {
          return end;
        }
        continue;
      }
      if ((ring.getInt(end + RecordLayout.TYPE) & 0xff) != RecordLayout.TYPE_PAD) {
        counter.records++;
      }
      end += RecordLayout.aligned(length);
    }
    return end;
  }

  /** Whether all between two borders is published. Leader only. */
  boolean isPublished(long from, long to) {
    long at = from;
    while (at < to) {
      int length = ring.getIntVolatile(at + RecordLayout.LENGTH);
      if (length == 0) {
        return false;
      }
      at += RecordLayout.aligned(length);
    }
    return true;
  }

  /** Counts the records of one flush. */
  static final class RecordCount {
    long records;
  }

  /** Waits for the appender at {@code offset}, who is between reservation and publication. */
  private boolean awaitLength(long offset) {
    for (int i = 0; ring.getIntVolatile(offset + RecordLayout.LENGTH) == 0; i++) {
      if (health.failed()) {
        return false;
      }
      if (YieldPoint.waits("wait for a record")) {
        continue;
      }
      if (i < SPINS) {
        Thread.onSpinWait();
      } else if (i < SPINS + YIELDS) {
        Threads.yieldCore();
      } else {
        // The appender has lost its processor; it needs nothing from us but that we leave ours.
        LockSupport.parkNanos(this, 50_000);
      }
    }
    return true;
  }

  /** Bytes from {@code offset} on that can be handed to a channel at once. */
  long untilWrap(long offset) {
    return ring.untilWrap(offset);
  }

  /** A buffer over the ring for channel I/O, or {@code null} where only a copy will do. */
  @Nullable ByteBuffer view(long offset, int length) {
    return ring.view(offset, length);
  }

  /** Copies a stretch of the ring out. */
  void copyOut(long offset, byte[] target, int length) {
    ring.copyOut(offset, target, 0, length);
  }

  /** Makes a stretch ready to be reserved again. Leader only. GroupCommit.tla: Zero. */
  void zero(long from, long to) {
    ring.zero(from, to - from);
  }

  /** Frees the memory; the caller has made sure that nobody is inside. */
  @Override
  public void close() {
    ring.close();
  }
}
