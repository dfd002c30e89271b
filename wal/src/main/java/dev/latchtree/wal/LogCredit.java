package dev.latchtree.wal;

/**
 * Room in the log that was taken before latches were: {@link WriteAheadLog#append(LogCredit, int,
 * byte[], int, int)} uses it and never waits (rules L5 and P3).
 *
 * <p>For one thread. May be admitted again after it was closed, so one object serves many
 * operations. A log does not close while somebody holds credit.
 */
public final class LogCredit implements AutoCloseable {

  private final Admission admission;
  private final RingCredit credit;
  private long bytes;

  LogCredit(Admission admission, RingCredit credit) {
    this.admission = admission;
    this.credit = credit;
  }

  /**
   * Takes {@code wanted} bytes, see {@link WriteAheadLog#creditFor(int)}. May wait for the disk:
   * the caller holds no latch, and no other credit.
   *
   * @throws IllegalStateException if this holds credit already, or if the log is closed
   * @throws IllegalArgumentException if the ring never has that much room
   * @throws LogFailedException if the log has failed
   */
  public void admit(long wanted) {
    if (bytes != 0) {
      throw new IllegalStateException("holds credit for " + bytes + " bytes already");
    }
    if (wanted <= 0) {
      throw new IllegalArgumentException("credit must be positive: " + wanted);
    }
    admission.take(wanted);
    bytes = wanted;
  }

  /**
   * Like {@link #admit}, but answers false instead of waiting.
   *
   * @throws LogFailedException if the log has failed
   */
  public boolean tryAdmit(long wanted) {
    if (bytes != 0) {
      throw new IllegalStateException("holds credit for " + bytes + " bytes already");
    }
    if (!admission.tryTake(wanted)) {
      return false;
    }
    bytes = wanted;
    return true;
  }

  /** What is left. */
  public long bytes() {
    return bytes;
  }

  boolean isFrom(RingCredit ring) {
    return credit == ring;
  }

  void spend(long spent) {
    bytes -= spent;
  }

  /** Gives back what was not used. */
  @Override
  public void close() {
    long rest = bytes;
    bytes = 0;
    credit.giveBack(rest);
  }
}
