package dev.latchtree.recovery;

import dev.latchtree.tree.Room;
import dev.latchtree.wal.AppendGuard;
import dev.latchtree.wal.LogCredit;
import dev.latchtree.wal.LogFailedException;

/**
 * What one operation holds of the log's ring: enough for its records as they are, and for each of
 * them once more with images, should a checkpoint begin meanwhile (rules P3 and R2).
 *
 * <p>For one thread. It is also who is asked when a record has its place.
 */
final class LogRoom implements Room, AppendGuard {

  private final TreeLog journal;
  private final LogCredit credit;

  /** What the record being appended has images for. */
  long imagesBelow;

  LogRoom(TreeLog journal, LogCredit credit) {
    this.journal = journal;
    this.credit = credit;
  }

  LogCredit credit() {
    return credit;
  }

  /** LatchOrder.tla: TakeCredit. */
  @Override
  public void take(long plain, int images) {
    take(journal.creditFor(plain, images));
  }

  private void take(long wanted) {
    if (credit.bytes() >= wanted) {
      return;
    }
    giveBack(); // who waited with credit in hand could keep back what all wait for
    journal.admit();
    try {
      credit.admit(wanted);
    } catch (LogFailedException e) {
      throw journal.failed(e);
    }
  }

  @Override
  public void requireOne(long plain, int images) {
    journal.requireOneRecord(plain, images);
  }

  @Override
  public void takeForOne(long plain, int images) {
    journal.requireOneRecord(plain, images);
    take(journal.creditForOne(plain, images));
  }

  @Override
  public boolean tryTake(long plain, int images) {
    long wanted = journal.creditFor(plain, images);
    if (credit.bytes() >= wanted) {
      return true;
    }
    giveBack();
    return credit.tryAdmit(wanted);
  }

  @Override
  public void giveBack() {
    if (credit.bytes() != 0) {
      credit.close();
    }
  }

  @Override
  public boolean mayPublish() {
    return journal.isStill(imagesBelow);
  }
}
