package dev.latchtree.wal;

import dev.latchtree.memory.Locks;
import dev.latchtree.storage.Storage;
import dev.latchtree.wal.SyncPolicy.Kind;
import dev.latchtree.wal.Waiter.Goal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log of records that survives crashes: many threads append, few syncs make durable.
 *
 * <p><b>Position.</b> {@code append} returns the record's LSN, its position in the endless log.
 * LSNs grow from record to record; a record is durable if and only if its LSN is smaller than
 * {@link #durableLsn()}.
 *
 * <p><b>Promise.</b> {@code commit} returns when the record has reached what the policy promises
 * ({@link SyncPolicy.Kind}). After a crash at any instant the log is what it was, up to some
 * record: every record that was durable is there, and no record is there without all before it.
 *
 * <p><b>Failure.</b> The first write or sync that fails ends the log for good: {@link
 * LogFailedException} for all who wait and all who come. Nothing is tried again. What is thrown in
 * the middle of an append ends the log as well; its ring is then never freed, for nobody can tell
 * who is still in it. A stack that overflows there, and again while that is noted, may leave a
 * place that nobody fills: then the log stands still, and the process should end.
 *
 * <p><b>Interrupts</b> never disturb a call: it completes normally, and the thread's flag is set
 * when it returns (rule L7). Files are written by caller threads, which the storage's own promise
 * about interrupts covers.
 *
 * <p><b>Close.</b> Appends that have begun complete; what was accepted is flushed and synced, under
 * every policy. Later calls are an {@link IllegalStateException}.
 *
 * <p>Thread safe. The parts: {@link Admission} and {@link RingCredit} let appends in, {@link
 * LogBuffer} puts them side by side, {@link GroupCommit} and {@link Flusher} bring them to disk,
 * {@link Segments} and {@link SegmentKeeper} hold the files.
 */
public final class WriteAheadLog implements AutoCloseable {

  private final LogParts parts;
  private final LogGeometry geometry;
  private final LogBuffer buffer;
  private final RingCredit credit;
  private final Admission admission;
  private final GroupCommit group;
  private final OsSync osSync;
  private final LogProgress progress;
  private final LogHealth health;
  private final Kind policy;
  private final Tier tier;
  private final ReentrantLock closing = Locks.newLock();
  private final DraftPool drafts = new DraftPool();
  private final @Nullable PayloadCodec codec;
  private final int compressionThreshold;
  private final int largestRecord;

  private WriteAheadLog(LogParts parts, LogOptions options, @Nullable PayloadCodec codec) {
    this.parts = parts;
    this.codec = codec;
    geometry = parts.geometry;
    buffer = parts.buffer;
    credit = parts.credit;
    admission = parts.admission;
    group = parts.group;
    osSync = parts.osSync;
    progress = parts.progress;
    health = parts.health;
    policy = options.policy().kind();
    tier = options.policy().tier();
    compressionThreshold = options.compressionThreshold();
    largestRecord = Math.min(geometry.capacity(), options.ringSize() / LogOptions.RECORDS_PER_RING);
  }

  /**
   * Opens the log in {@code storage}, or creates it. Finds its end, cuts off what a crash has torn,
   * and makes all that is left durable before anything is appended.
   *
   * @throws CorruptLogException if something that was durable is damaged
   * @throws dev.latchtree.storage.StorageLockedException if the log is open already
   * @throws IllegalStateException if a codec's library is missing
   */
  public static WriteAheadLog open(Storage storage, LogOptions options) throws IOException {
    PayloadCodec codec = PayloadCodec.of(options.compression());
    LogParts parts = LogParts.open(storage, options);
    WriteAheadLog log = new WriteAheadLog(parts, options, codec);
    boolean opened = false;
    try {
      log.appendOwn(RecordLayout.TYPE_OPEN);
      parts.syncer.start();
      opened = true;
      return log;
    } finally {
      if (!opened) {
        log.close();
      }
    }
  }

  // ---------------------------------------------------------------- append

  /**
   * Appends a record; does not wait for it to be on disk. Nobody may change the payload before this
   * returns: the record would be damaged, and a damaged record ends the log for those behind it.
   *
   * @param type 0 to 239, the user's own
   * @return the record's LSN
   * @throws IllegalArgumentException if the type or the payload's size is not allowed
   * @throws LogFailedException if the log has failed
   */
  public long append(int type, byte[] payload) {
    return append(type, payload, 0, payload.length);
  }

  /** Appends {@code length} bytes of {@code payload} from {@code from} on as one record. */
  public long append(int type, byte[] payload, int from, int length) {
    Draft draft = drafts.take();
    try {
      draw(draft, type, payload, from, length);
      return place(draft);
    } finally {
      drafts.give(draft);
    }
  }

  /** Appends what remains in {@code payload} as one record; the buffer is left as it was. */
  public long append(int type, ByteBuffer payload) {
    Draft draft = drafts.take();
    try {
      requireType(type);
      requirePayload(payload.remaining());
      draft.plain(type, payload);
      compress(draft);
      return place(draft);
    } finally {
      drafts.give(draft);
    }
  }

  /** Appends a record and waits until it has reached {@code wanted}. */
  public long append(int type, byte[] payload, Tier wanted) {
    requireTier(wanted);
    long lsn = append(type, payload);
    commit(lsn, wanted);
    return lsn;
  }

  /**
   * Appends all records of {@code batch} as neighbours, with one reservation.
   *
   * @return the LSN of the last one
   */
  public long append(LogBatch batch) {
    if (batch.log() != this) {
      throw new IllegalArgumentException("the batch was made by another log, whose limits it has");
    }
    if (batch.records() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    LogBuffer.Place place = batch.place();
    reserve(place, batch.size());
    long last = -1;
    try {
      long end = place.offset + batch.size();
      // Back to front, so that the leader sees all of them or none.
      for (int i = batch.records() - 1; i >= 0; i--) {
        Draft draft = batch.draft(i);
        end -= draft.size();
        last = Math.max(last, end);
        buffer.publish(end, draft);
        draft.rewind();
      }
      credit.changed();
    } catch (Throwable inTheMiddle) {
      health.abandon(inTheMiddle);
      throw inTheMiddle;
    }
    return geometry.lsnOf(last);
  }

  /** What {@link #append(LogCredit, int, byte[], int, int, AppendGuard)} returns for a no. */
  public static final long REFUSED = -1;

  /**
   * Appends a record whose room was taken before. Never waits: may be called under latches.
   *
   * @throws IllegalStateException if the credit does not suffice, see {@link #creditFor(int)}
   */
  public long append(LogCredit held, int type, byte[] payload, int from, int length) {
    return append(held, type, payload, from, length, AppendGuard.ALWAYS);
  }

  /**
   * Like {@link #append(LogCredit, int, byte[], int, int)}, but asks {@code guard} when the
   * record's place is reserved; if that refuses, the place becomes a PAD.
   *
   * <p>Checkpoint.tla: Reserve.
   *
   * @return the record's LSN or {@link #REFUSED}; the credit is spent in either case
   */
  public long append(
      LogCredit held, int type, byte[] payload, int from, int length, AppendGuard guard) {
    if (!held.isFrom(credit)) {
      throw new IllegalArgumentException("the credit was taken from another log");
    }
    health.check();
    Draft draft = drafts.take();
    try {
      draw(draft, type, payload, from, length);
      if (!reserve(draft.place(), draft.size(), held.bytes())) {
        throw new IllegalStateException(
            "a record of %d bytes needs credit for up to %d, and only %d are left"
                .formatted(draft.size(), 2L * draft.size(), held.bytes()));
      }
      held.spend(draft.place().spent);
      return publishIfWanted(draft, guard) ? geometry.lsnOf(draft.place().offset) : REFUSED;
    } finally {
      drafts.give(draft);
    }
  }

  /** A batch for this log. */
  public LogBatch newBatch() {
    return new LogBatch(this);
  }

  /** Credit for this log; holds nothing yet. */
  public LogCredit newCredit() {
    return new LogCredit(admission, credit);
  }

  /** The credit that one record with a payload of this length can need. */
  public long creditFor(int payloadLength) {
    return 2L * RecordLayout.aligned(RecordLayout.HEADER_SIZE + payloadLength);
  }

  /** The longest payload of a record. */
  public int maxPayload() {
    return largestRecord - RecordLayout.HEADER_SIZE;
  }

  int largestRecord() {
    return largestRecord;
  }

  /** Makes {@code draft} a draft of this record, compressed if that is asked for and pays. */
  void draw(Draft draft, int type, byte[] payload, int from, int length) {
    requireType(type);
    Objects.checkFromIndexSize(from, length, payload.length);
    requirePayload(length);
    draft.plain(type, payload, from, length);
    compress(draft);
  }

  private void compress(Draft draft) {
    int length = draft.payloadLength();
    if (codec == null || length < compressionThreshold) {
      return;
    }
    byte[] packed = draft.packed(codec.maxCompressedLength(length));
    int stored = codec.compress(draft.payload(), draft.start(), length, packed, 0);
    // Only what takes less of the log is worth unpacking again.
    if (stored >= 0 && RecordLayout.aligned(RecordLayout.HEADER_SIZE + stored) < draft.size()) {
      draft.packedAs(codec.code(), stored);
    }
  }

  private long place(Draft draft) {
    reserve(draft.place(), draft.size());
    return publish(draft);
  }

  /** Has the guard asked, and publishes the record or a PAD. Checkpoint.tla: Publish. */
  private boolean publishIfWanted(Draft draft, AppendGuard guard) {
    try {
      boolean wanted = guard.mayPublish();
      if (wanted) {
        buffer.publish(draft.place().offset, draft);
      } else {
        buffer.publishPad(draft.place(), draft.place().offset, draft.size());
      }
      credit.changed();
      return wanted;
    } catch (Throwable inTheMiddle) {
      health.abandon(inTheMiddle);
      throw inTheMiddle;
    }
  }

  private long publish(Draft draft) {
    try {
      buffer.publish(draft.place().offset, draft);
      credit.changed();
    } catch (Throwable inTheMiddle) {
      health.abandon(inTheMiddle);
      throw inTheMiddle;
    }
    return geometry.lsnOf(draft.place().offset);
  }

  /**
   * Takes credit for {@code size} bytes and reserves them. Where the segment ends before, there is
   * need for a PAD too: then the credit goes back and is taken anew for both.
   */
  private void reserve(LogBuffer.Place place, int size) {
    admission.take(size);
    if (!reserve(place, size, size)) {
      credit.giveBack(size);
      long both = 2L * size;
      admission.take(both);
      reserve(place, size, both);
      credit.giveBack(both - place.spent);
    }
  }

  private boolean reserve(LogBuffer.Place place, int size, long taken) {
    try {
      return buffer.reserve(place, size, taken);
    } catch (Throwable inTheMiddle) {
      health.abandon(inTheMiddle);
      throw inTheMiddle;
    }
  }

  private static void requireType(int type) {
    if (type < 0 || type > RecordLayout.MAX_USER_TYPE) {
      throw new IllegalArgumentException(
          "record type must be 0 to " + RecordLayout.MAX_USER_TYPE + ": " + type);
    }
  }

  private void requirePayload(int length) {
    if (length > maxPayload()) {
      throw new IllegalArgumentException(
          "a payload of %d bytes is larger than the largest, %d (a segment holds %d, a quarter of the ring %d); raise ringSize or segmentSize, or divide the payload"
              .formatted(
                  length,
                  maxPayload(),
                  geometry.capacity() - RecordLayout.HEADER_SIZE,
                  largestRecord));
    }
  }

  // ---------------------------------------------------------------- commit

  /**
   * Waits until the record at {@code lsn}, and all before it, have reached what the policy
   * promises.
   *
   * @throws IllegalArgumentException if nothing was appended there
   * @throws LogFailedException if the log fails before
   */
  public void commit(long lsn) {
    commit(targetOf(lsn), tier, policy == Kind.ALWAYS ? Goal.OWN_SYNC : Goal.DURABLE);
  }

  /** Waits until the record at {@code lsn}, and all before it, have reached {@code wanted}. */
  public void commit(long lsn, Tier wanted) {
    commit(targetOf(lsn), wanted, Goal.DURABLE);
  }

  /** Like {@link #commit(long)}, and tells what became of it. */
  public Receipt commitWithReceipt(long lsn) {
    long begun = System.nanoTime();
    int served = commit(targetOf(lsn), tier, policy == Kind.ALWAYS ? Goal.OWN_SYNC : Goal.DURABLE);
    return new Receipt(lsn, tier, served, System.nanoTime() - begun);
  }

  /** Like {@link #commit(long, Tier)}, and tells what became of it. */
  public Receipt commitWithReceipt(long lsn, Tier wanted) {
    long begun = System.nanoTime();
    int served = commit(targetOf(lsn), wanted, Goal.DURABLE);
    return new Receipt(lsn, wanted, served, System.nanoTime() - begun);
  }

  /** A receipt for a record that nobody has waited for yet, see {@link #awaitDurable(Receipt)}. */
  public Receipt receiptFor(long lsn) {
    targetOf(lsn);
    return new Receipt(lsn, tier == Tier.INTERVAL ? Tier.INTERVAL : Tier.MEMORY, 0, 0);
  }

  /** Waits until the receipt's record is on disk, whatever the policy. */
  public Receipt awaitDurable(Receipt receipt) {
    long begun = System.nanoTime();
    int served = commit(targetOf(receipt.lsn()), Tier.POWER_SAFE, Goal.DURABLE);
    return new Receipt(receipt.lsn(), Tier.POWER_SAFE, served, System.nanoTime() - begun);
  }

  /** Waits until the record at {@code lsn} is on disk, whatever the policy (rule L8). */
  public void awaitDurable(long lsn) {
    commit(targetOf(lsn), Tier.POWER_SAFE, Goal.DURABLE);
  }

  /** Makes everything that was appended before this call durable, whatever the policy. */
  public void sync() {
    awaitOffset(buffer.tail(), Goal.DURABLE);
  }

  private int commit(long target, Tier wanted, Goal durable) {
    switch (wanted) {
      case MEMORY -> health.check();
      case INTERVAL -> {
        requireTier(wanted);
        health.check();
      }
      case PROCESS_SAFE -> {
        return group.await(target, Goal.WRITTEN);
      }
      case POWER_SAFE -> {
        return awaitOffset(target, durable);
      }
    }
    return 1;
  }

  /**
   * For callers that change something before they can commit it: refuses a tier that this log will
   * refuse.
   *
   * @throws IllegalArgumentException for {@link Tier#INTERVAL}, unless that is the policy
   */
  public void requireTier(Tier wanted) {
    if (wanted == Tier.INTERVAL && policy != Kind.INTERVAL) {
      throw new IllegalArgumentException(
          "INTERVAL is only for a log with that policy; this one has " + policy);
    }
  }

  private int awaitOffset(long target, Goal durable) {
    if (policy == Kind.OS) {
      osSync.await(target);
      return 1;
    }
    return group.await(target, durable);
  }

  /** The offset that must be reached for the record at {@code lsn} to be. */
  private long targetOf(long lsn) {
    if (!geometry.canStartAt(lsn) || geometry.offsetOf(lsn) >= buffer.tail()) {
      throw new IllegalArgumentException(
          "no record was appended at LSN %d; the log ends at %d".formatted(lsn, endLsn()));
    }
    return geometry.offsetOf(lsn) + 1;
  }

  // ---------------------------------------------------------------- the rest

  /** End of what is durable: a record is if its LSN is smaller. */
  public long durableLsn() {
    return progress.durableLsn();
  }

  /** End of what was appended: larger than the LSN of each record. */
  public long endLsn() {
    return geometry.lsnOf(buffer.tail());
  }

  /** The oldest LSN that was not truncated. */
  public long firstLsn() {
    return geometry.startOf(parts.keeper.first());
  }

  /** How the log ended when it was opened. */
  public LogEnd recovered() {
    return parts.recovered;
  }

  /**
   * Lets go of the records before {@code lsn}, as far as they fill whole segments; their files are
   * used again or deleted. The directory is synced for each. The segment of the last durable record
   * stays, so that what remains always begins with one.
   *
   * <p>Checkpoint.tla: Truncate.
   *
   * @throws IllegalArgumentException if {@code lsn} is not durable
   */
  public void truncate(long lsn) throws IOException {
    health.check();
    parts.requireOpen();
    long durable = durableLsn();
    if (lsn > durable) {
      throw new IllegalArgumentException(
          "cannot truncate at LSN %d: the log is durable up to %d".formatted(lsn, durable));
    }
    parts.keeper.truncateBefore(
        Math.min(geometry.segmentOf(lsn), geometry.lastSegmentBefore(durable)),
        parts::betweenSyncs);
  }

  /**
   * Copies the log to another storage, as it is on disk at this moment: what is there then is a log
   * that a crash has ended. Others may append meanwhile; nobody may {@link #truncate}.
   */
  public void copyTo(Storage target) throws IOException {
    sync();
    LogCopy.copy(parts.storage(), target, firstLsn(), durableLsn(), geometry);
  }

  /** Whether a file of this name, in a log's storage, is one of the log's. */
  public static boolean isLogFile(String name) {
    return SegmentLayout.indexOf(name) >= 0
        || SegmentKeeper.isSpare(name)
        || name.equals(SegmentMaker.UNFINISHED)
        || name.equals(LogParts.LOCK_NAME);
  }

  /** What the log has done so far. */
  public LogStats stats() {
    return parts.metrics.snapshot(durableLsn(), endLsn(), firstLsn(), parts.pacer.waiting());
  }

  /**
   * Appends one of the log's own records and makes it durable; nobody else appends. LogCrash.tla:
   * WriteOpen, SyncOpen.
   */
  private void appendOwn(int type) {
    Draft draft = drafts.take();
    draft.plain(type, new byte[0], 0, 0);
    credit.takeAnyway(2L * draft.size());
    buffer.reserve(draft.place(), draft.size(), 2L * draft.size());
    buffer.publish(draft.place().offset, draft);
    credit.giveBack(2L * draft.size() - draft.place().spent);
    awaitOffset(draft.place().offset + 1, Goal.DURABLE);
  }

  /**
   * Flushes and syncs what was accepted, notes in the log that it was closed, and lets go of
   * everything. Waits for appends that have begun. Closing twice has no effect.
   *
   * @throws LogFailedException if something that was accepted could not be made durable
   */
  @Override
  public void close() throws IOException {
    closing.lock(); // a second call returns when the first is done
    try {
      if (parts.beginClose()) {
        closeOnce();
      }
    } finally {
      closing.unlock();
    }
  }

  /** Who does not get through cannot tell who is inside, so the ring stays. */
  private void shutAdmission() {
    try {
      admission.shut();
    } catch (Throwable halfway) {
      health.abandon(halfway);
      throw halfway;
    }
  }

  private void closeOnce() throws IOException {
    try (parts) {
      parts.pacer.insist(); // for good: nobody comes any more, and Close has no company
      shutAdmission();
      if (!health.failed()) {
        sync();
        appendOwn(RecordLayout.TYPE_CLOSE);
      }
      health.check();
    }
  }
}
