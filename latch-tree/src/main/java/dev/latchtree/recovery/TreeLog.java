package dev.latchtree.recovery;

import dev.latchtree.change.ImagedRecord;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.change.LooseEnds;
import dev.latchtree.spi.ReadGuarantee;
import dev.latchtree.tree.Journal;
import dev.latchtree.tree.Room;
import dev.latchtree.wal.LogFailedException;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import dev.latchtree.wal.WriteAheadLog;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The log under the trees: gives their changes a place in the {@link WriteAheadLog}, and keeps
 * account of the loose ends that they leave.
 *
 * <p>Locks: {@code looseEndsLock}, under page latches: shared by those whose records with notes get
 * their places, who wait for nothing; alone by who lists the loose ends. So the list holds those of
 * all records before some LSN behind the list's beginning. One name's notes are ordered by whoever
 * holds the pages.
 */
final class TreeLog implements Journal {

  /** One record takes two pages for each leaf at most, and room is counted four times. */
  private static final int RING_SHARE = 16;

  /** One record: twice as a record, and each time behind the PAD that ends a segment. */
  private static final int CREDIT_PER_BYTE = 4;

  private static final Receipt NOTHING_CHANGED = new Receipt(-1, Tier.POWER_SAFE, 0, 0);

  private final WriteAheadLog log;
  private final CheckpointMark mark;
  private final LogPressure pressure;
  private final StoreHealth health;
  private final ReadGuarantee guarantee;
  private final int pageSize;
  private final int mostImages;
  private final long mostCredit;
  private final ReentrantReadWriteLock looseEndsLock = new ReentrantReadWriteLock();
  private final LooseEnds looseEnds;

  TreeLog(
      WriteAheadLog log,
      CheckpointMark mark,
      LogPressure pressure,
      StoreHealth health,
      ReadGuarantee guarantee,
      int ringSize,
      int pageSize,
      LooseEnds looseEnds) {
    this.log = log;
    this.mark = mark;
    this.pressure = pressure;
    this.health = health;
    this.guarantee = guarantee;
    this.pageSize = pageSize;
    this.looseEnds = looseEnds;
    mostCredit = ringSize / 2; // more is given only to who is alone
    mostImages = ringSize / RING_SHARE / pageSize;
  }

  // ---------------------------------------------------------------- records

  @Override
  public long append(byte[] record, int length) {
    throw new IllegalStateException("a record needs room, which is taken before latches are");
  }

  @Override
  public long append(Room room, byte[] record, int length, long imagesBelow) {
    LogRoom held = (LogRoom) room;
    held.imagesBelow = imagesBelow;
    if (!LooseEnds.areIn(record, length)) {
      return append(held, record, length);
    }
    looseEndsLock.readLock().lock();
    try {
      long lsn = append(held, record, length);
      if (lsn != IMAGES_MISSING) {
        looseEnds.apply(record, length);
      }
      return lsn;
    } finally {
      looseEndsLock.readLock().unlock();
    }
  }

  private long append(LogRoom held, byte[] record, int length) {
    try {
      return log.append(held.credit(), LogRecordType.CHANGE, record, 0, length, held);
    } catch (LogFailedException e) {
      throw health.failed(e);
    }
  }

  /** Whether a record that was made for this mark is still complete. */
  boolean isStill(long imagesBelow) {
    return imagesBelow == ALL_IMAGES || imagesBelow == mark.get();
  }

  @Override
  public long imagesBelow() {
    return mark.get();
  }

  /** All loose ends that the records before some moment of this call have left. */
  List<LooseEnd> looseEnds() {
    looseEndsLock.writeLock().lock();
    try {
      return looseEnds.list();
    } finally {
      looseEndsLock.writeLock().unlock();
    }
  }

  // ---------------------------------------------------------------- room

  @Override
  public Room newRoom() {
    return new LogRoom(this, log.newCredit());
  }

  @Override
  public int mostImages() {
    return mostImages;
  }

  /** Credit for records of {@code plain} bytes in all, and once more for them with images. */
  long creditFor(long plain, int images) {
    long imaged = plain + (long) images * ImagedRecord.mostOf(pageSize);
    // The first try may have images already; what it got becomes a PAD, and a segment may end.
    return log.creditFor(Math.toIntExact(imaged)) + log.creditFor(Math.toIntExact(imaged)) / 2;
  }

  /** Credit for one record, which may be as long as a segment: each of its tries may end one. */
  long creditForOne(long plain, int images) {
    long imaged = plain + (long) images * ImagedRecord.mostOf(pageSize);
    return 2 * log.creditFor(Math.toIntExact(imaged));
  }

  void requireOneRecord(long plain, int images) {
    long imaged = plain + (long) images * ImagedRecord.mostOf(pageSize);
    if (imaged > log.maxPayload() || creditForOne(plain, images) > mostCredit) {
      throw new IllegalArgumentException(
          ("a change of %d pages at once may need a log record of %d bytes, and the longest has %d:"
                  + " take a larger logRingSize and logSegmentSize, or fewer keys")
              .formatted(images, imaged, Math.min(log.maxPayload(), mostCredit / CREDIT_PER_BYTE)));
    }
  }

  /** Waits, where nothing is latched, until the log may grow. */
  void admit() {
    health.check();
    pressure.admit();
    health.check();
  }

  RuntimeException failed(LogFailedException e) {
    return health.failed(e);
  }

  // ---------------------------------------------------------------- safety

  @Override
  public boolean isWritable() {
    return !health.hasFailed();
  }

  @Override
  public void requireWritable() {
    health.check();
  }

  @Override
  public boolean guardsReads() {
    return guarantee == ReadGuarantee.DURABLE;
  }

  @Override
  public void commit(long lsn) {
    try {
      log.commit(lsn);
    } catch (LogFailedException e) {
      throw health.failed(e);
    }
  }

  void requireTier(Tier tier) {
    log.requireTier(tier);
  }

  /**
   * What {@link #commit(long)} does, up to any tier; a negative LSN stands for no change at all.
   */
  Receipt commit(long lsn, Tier tier) {
    if (lsn < 0) {
      return NOTHING_CHANGED;
    }
    try {
      return tier == Tier.MEMORY ? log.receiptFor(lsn) : log.commitWithReceipt(lsn, tier);
    } catch (LogFailedException e) {
      throw health.failed(e);
    }
  }

  Receipt awaitDurable(Receipt receipt) {
    if (receipt.lsn() < 0) {
      return receipt;
    }
    try {
      return log.awaitDurable(receipt);
    } catch (LogFailedException e) {
      throw health.failed(e);
    }
  }

  @Override
  public void awaitDurable(long lsn) {
    if (lsn < log.durableLsn()) {
      return; // from another life of the store, most often
    }
    try {
      log.awaitDurable(lsn);
    } catch (LogFailedException e) {
      throw health.failed(e);
    }
  }

  void sync() {
    try {
      log.sync();
    } catch (LogFailedException e) {
      throw health.failed(e);
    }
  }
}
