package dev.latchtree.stress.history;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * The calls of one thread. Ask {@link #begin()} before a call; the method that records it is called
 * when it has returned, and takes the time. For that thread only.
 *
 * <p>Each method answers this log, so that what else is known of the call can follow: {@code
 * log.put(begun, key, value).lsn(receipt.lsn()).durable()}.
 *
 * <p>A call that threw, or whose answer is not known, must be recorded as pending if it may have
 * changed something: else a value that it wrote is one that nobody wrote.
 */
public final class ThreadLog {

  private static final long ABSENT = HistoryRecorder.ABSENT;

  private final String name;
  private final LongSupplier clock;
  private final CallRows rows = new CallRows();
  private final List<JointCall> jointCalls = new ArrayList<>();
  private final List<ScanLog> scans = new ArrayList<>();
  private boolean lastIsJoint;

  ThreadLog(String name, LongSupplier clock) {
    this.name = name;
    this.clock = clock;
  }

  // ---- time

  /** A call begins now. */
  public long begin() {
    return clock.getAsLong();
  }

  /** Now, for something that has happened. */
  long ended() {
    // Orders:     the stores of the call that returned, before the stamp is taken.
    // Pairs with: begin() of other threads.
    // Else:       the stamp may be older than the moment at which others see a released latch, and
    //             a call that began in between would be blamed for not seeing it.
    VarHandle.fullFence();
    return clock.getAsLong();
  }

  // ---- reads

  /** The value of {@code key} was read; {@link HistoryRecorder#ABSENT} if it had none. */
  public ThreadLog get(long begun, long key, long found) {
    return add(begun, Operation.GET, key, ABSENT, ABSENT, found);
  }

  /** Whether {@code key} has a value was read. */
  public ThreadLog contains(long begun, long key, boolean found) {
    return add(begun, Operation.CONTAINS, key, ABSENT, ABSENT, asNumber(found));
  }

  /** The values of several keys at one instant were read; a key may come twice. */
  public ThreadLog getAll(long begun, long[] keys, long[] found) {
    return addJoint(begun, ended(), true, keys, found);
  }

  /**
   * A scan begins, which is recorded entry by entry.
   *
   * @param range the keys it was asked for
   * @param forward whether its keys ascend
   */
  public ScanLog scan(long begun, LongPredicate range, boolean forward) {
    ScanLog scan = new ScanLog(this, begun, range, forward);
    scans.add(scan);
    return scan;
  }

  // ---- writes

  /** A value was set. */
  public ThreadLog put(long begun, long key, long value) {
    return add(begun, Operation.PUT, key, value, ABSENT, ABSENT);
  }

  /** A value was set, and the one before answered. */
  public ThreadLog getAndPut(long begun, long key, long value, long previous) {
    return add(begun, Operation.GET_AND_PUT, key, value, ABSENT, previous);
  }

  /** A value was set if {@code previous} is {@link HistoryRecorder#ABSENT}. */
  public ThreadLog putIfAbsent(long begun, long key, long value, long previous) {
    return add(begun, Operation.PUT_IF_ABSENT, key, value, ABSENT, previous);
  }

  /** A value was set if there was none, which {@code set} says. */
  public ThreadLog putIfAbsent(long begun, long key, long value, boolean set) {
    return add(begun, Operation.ADD, key, value, ABSENT, asNumber(set));
  }

  /** A value was set if there was one, which {@code set} says. */
  public ThreadLog replace(long begun, long key, long value, boolean set) {
    return add(begun, Operation.REPLACE, key, value, ABSENT, asNumber(set));
  }

  /** A value was set unless {@code previous} is {@link HistoryRecorder#ABSENT}. */
  public ThreadLog replace(long begun, long key, long value, long previous) {
    return add(begun, Operation.GET_AND_REPLACE, key, value, ABSENT, previous);
  }

  /** A value was set if the one before was {@code expected}, a value, which {@code set} says. */
  public ThreadLog compareAndSet(long begun, long key, long expected, long value, boolean set) {
    requireValue(expected);
    return add(begun, Operation.COMPARE_AND_SET, key, value, expected, asNumber(set));
  }

  /** A key was removed if it was there, which {@code removed} says. */
  public ThreadLog remove(long begun, long key, boolean removed) {
    return add(begun, Operation.REMOVE, key, ABSENT, ABSENT, asNumber(removed));
  }

  /** A key was removed unless {@code previous} is {@link HistoryRecorder#ABSENT}. */
  public ThreadLog remove(long begun, long key, long previous) {
    return add(begun, Operation.GET_AND_REMOVE, key, ABSENT, ABSENT, previous);
  }

  /** A key was removed if its value was {@code expected}, which {@code removed} says. */
  public ThreadLog compareAndRemove(long begun, long key, long expected, boolean removed) {
    requireValue(expected);
    return add(begun, Operation.COMPARE_AND_REMOVE, key, ABSENT, expected, asNumber(removed));
  }

  /** Several keys were set at one instant, each to its value or removed; a key comes once. */
  public ThreadLog batch(long begun, long[] keys, long[] values) {
    return addJoint(begun, ended(), false, keys, values);
  }

  // ---- calls without an answer

  /**
   * A write did not return, or threw: it may have happened, or happen later, or never.
   *
   * @param operation one that writes a single key
   * @param value that it would set; {@link HistoryRecorder#ABSENT} if it removes
   * @param expected that it would compare with, if it does
   */
  public ThreadLog pending(long begun, Operation operation, long key, long value, long expected) {
    if (operation.isRead() || operation == Operation.BATCH) {
      throw new IllegalArgumentException(operation + " is not a write of a single key");
    }
    lastIsJoint = false;
    rows.add(begun, KeyCall.NEVER, operation, CallRows.PENDING, key, value, expected, ABSENT);
    return this;
  }

  /** A put, {@link #pending(long, Operation, long, long, long) without an answer}. */
  public ThreadLog pendingPut(long begun, long key, long value) {
    return pending(begun, Operation.PUT, key, value, ABSENT);
  }

  /** A removal, {@link #pending(long, Operation, long, long, long) without an answer}. */
  public ThreadLog pendingRemove(long begun, long key) {
    return pending(begun, Operation.REMOVE, key, ABSENT, ABSENT);
  }

  /** A batch that did not return, or threw: it may have happened, or happen later, or never. */
  public ThreadLog pendingBatch(long begun, long[] keys, long[] values) {
    return addJoint(begun, KeyCall.NEVER, false, keys, values);
  }

  // ---- what else is known of the last call

  /** The position in the log of the last call's record, not negative; a batch has one. */
  public ThreadLog lsn(long lsn) {
    if (lsn < 0) {
      throw new IllegalArgumentException("lsn " + lsn);
    }
    if (lastIsJoint) {
      jointCalls.set(jointCalls.size() - 1, lastJoint().withLsn(lsn));
    } else {
      rows.lsnOfLast(lsn);
    }
    return this;
  }

  /**
   * The last call was acknowledged as durable when it returned: what it wrote, or what it read,
   * survives a crash.
   */
  public ThreadLog durable() {
    if (lastIsJoint) {
      jointCalls.set(jointCalls.size() - 1, lastJoint().asDurable());
    } else {
      rows.lastIsDurable();
    }
    return this;
  }

  // ---- for the checker

  String name() {
    return name;
  }

  CallRows rows() {
    return rows;
  }

  List<JointCall> jointCalls() {
    return jointCalls;
  }

  List<ScanLog> scans() {
    return scans;
  }

  private JointCall lastJoint() {
    return jointCalls.get(jointCalls.size() - 1);
  }

  private ThreadLog add(
      long begun, Operation operation, long key, long value, long expected, long answer) {
    lastIsJoint = false;
    rows.add(begun, ended(), operation, 0, key, value, expected, answer);
    return this;
  }

  private ThreadLog addJoint(long begun, long ended, boolean reads, long[] keys, long[] values) {
    if (keys.length != values.length) {
      throw new IllegalArgumentException(keys.length + " keys, " + values.length + " values");
    }
    if (!reads && Arrays.stream(keys).distinct().count() < keys.length) {
      throw new IllegalArgumentException("a key twice in " + Arrays.toString(keys));
    }
    lastIsJoint = true;
    jointCalls.add(
        new JointCall(begun, ended, reads, keys.clone(), values.clone(), KeyCall.NO_LSN, false));
    return this;
  }

  private static void requireValue(long value) {
    if (value == ABSENT) {
      throw new IllegalArgumentException("a comparison with nothing");
    }
  }

  private static long asNumber(boolean answer) {
    return answer ? 1 : 0;
  }
}
