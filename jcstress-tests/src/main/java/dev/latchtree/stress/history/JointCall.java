package dev.latchtree.stress.history;

/** A call about several keys at one instant: a batch or a read of several. Immutable. */
final class JointCall {

  private final long begun;
  private final long ended;
  private final boolean reads;
  private final long[] keys;
  private final long[] values;
  private final long lsn;
  private final boolean durable;

  /**
   * A call with one value for each key.
   *
   * @param ended {@link KeyCall#NEVER} if it has not returned
   * @param reads whether it only reads
   */
  JointCall(
      long begun,
      long ended,
      boolean reads,
      long[] keys,
      long[] values,
      long lsn,
      boolean durable) {
    this.begun = begun;
    this.ended = ended;
    this.reads = reads;
    this.keys = keys;
    this.values = values;
    this.lsn = lsn;
    this.durable = durable;
  }

  JointCall withLsn(long number) {
    return new JointCall(begun, ended, reads, keys, values, number, durable);
  }

  JointCall asDurable() {
    return new JointCall(begun, ended, reads, keys, values, lsn, true);
  }

  long begun() {
    return begun;
  }

  long ended() {
    return ended;
  }

  boolean reads() {
    return reads;
  }

  long lsn() {
    return lsn;
  }

  int size() {
    return keys.length;
  }

  long key(int index) {
    return keys[index];
  }

  /** What it means for one of its keys. */
  KeyCall part(int thread, int index) {
    return new KeyCall(
        thread,
        begun,
        ended,
        reads ? Operation.GET_ALL : Operation.BATCH,
        keys[index],
        values[index],
        HistoryRecorder.ABSENT,
        values[index],
        lsn,
        durable);
  }
}
