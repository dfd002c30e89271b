package dev.latchtree.stress.history;

import java.util.Comparator;
import java.util.Locale;

/**
 * A call, as far as it is about one key. Given its answer it is a simple thing: it needs the key's
 * value to be so, and then leaves it or sets it.
 */
final class KeyCall {

  /** The end of a call that has not returned. */
  static final long NEVER = Long.MAX_VALUE;

  /** The time of what was read when all calls were over. */
  static final long AFTERWARDS = NEVER - 1;

  static final long NO_LSN = -1;

  /** What a crash left comes behind what began at the same time. */
  static final Comparator<KeyCall> BY_BEGIN =
      Comparator.comparingLong(KeyCall::begun).thenComparing(KeyCall::operation);

  private static final long ABSENT = HistoryRecorder.ABSENT;

  /** What a call needs the key's value to be. */
  enum Need {
    /** Whatever it is. */
    ANY,
    /** This value, or absent. */
    EQUAL,
    /** Not this value; absent is fine. */
    OTHER,
    /** Some value. */
    SOME
  }

  private final int thread;
  private final long begun;
  private final long ended;
  private final Operation operation;
  private final long key;
  private final long value;
  private final long expected;
  private final long answer;
  private final long lsn;
  private final boolean durable;

  private final Need need;
  private final long needed;
  private final boolean writes;

  KeyCall(
      int thread,
      long begun,
      long ended,
      Operation operation,
      long key,
      long value,
      long expected,
      long answer,
      long lsn,
      boolean durable) {
    this.thread = thread;
    this.begun = begun;
    this.ended = ended;
    this.operation = operation;
    this.key = key;
    this.value = value;
    this.expected = expected;
    this.answer = answer;
    this.lsn = lsn;
    this.durable = durable;
    boolean yes = ended == NEVER || answer == 1;
    switch (operation) {
      case GET, SCAN, GET_ALL, CONTENTS, SURVIVED -> {
        need = Need.EQUAL;
        needed = answer;
        writes = false;
      }
      case CONTAINS -> {
        need = yes ? Need.SOME : Need.EQUAL;
        needed = ABSENT;
        writes = false;
      }
      case PUT, BATCH -> {
        need = Need.ANY;
        needed = ABSENT;
        writes = true;
      }
      case GET_AND_PUT -> {
        need = ended == NEVER ? Need.ANY : Need.EQUAL;
        needed = answer;
        writes = true;
      }
      case PUT_IF_ABSENT -> {
        need = Need.EQUAL;
        needed = ended == NEVER ? ABSENT : answer;
        writes = needed == ABSENT;
      }
      case ADD -> {
        need = yes ? Need.EQUAL : Need.SOME;
        needed = ABSENT;
        writes = yes;
      }
      case REPLACE, REMOVE -> {
        need = yes ? Need.SOME : Need.EQUAL;
        needed = ABSENT;
        writes = yes;
      }
      case GET_AND_REPLACE, GET_AND_REMOVE -> {
        need = ended == NEVER ? Need.SOME : Need.EQUAL;
        needed = answer;
        writes = ended == NEVER || answer != ABSENT;
      }
      case COMPARE_AND_SET, COMPARE_AND_REMOVE -> {
        need = yes ? Need.EQUAL : Need.OTHER;
        needed = expected;
        writes = yes;
      }
      default -> throw new AssertionError(operation);
    }
  }

  /** The same call, seen before it returned. */
  KeyCall unanswered() {
    return new KeyCall(thread, begun, NEVER, operation, key, value, expected, ABSENT, lsn, false);
  }

  /** The same write, if nobody cares what it found. */
  KeyCall blind() {
    return new KeyCall(this, Need.ANY);
  }

  private KeyCall(KeyCall call, Need need) {
    thread = call.thread;
    begun = call.begun;
    ended = call.ended;
    operation = call.operation;
    key = call.key;
    value = call.value;
    expected = call.expected;
    answer = call.answer;
    lsn = call.lsn;
    durable = call.durable;
    needed = call.needed;
    writes = call.writes;
    this.need = need;
  }

  /** The same call, begun at another time. */
  KeyCall begunAt(long time) {
    return new KeyCall(thread, time, ended, operation, key, value, expected, answer, lsn, durable);
  }

  /** What was read when all was over. */
  static KeyCall afterwards(Operation operation, long key, long found) {
    return new KeyCall(
        Rendering.NOBODY,
        AFTERWARDS,
        AFTERWARDS,
        operation,
        key,
        ABSENT,
        ABSENT,
        found,
        NO_LSN,
        false);
  }

  int thread() {
    return thread;
  }

  long key() {
    return key;
  }

  long begun() {
    return begun;
  }

  long ended() {
    return ended;
  }

  boolean isPending() {
    return ended == NEVER;
  }

  long lsn() {
    return lsn;
  }

  boolean hasLsn() {
    return lsn != NO_LSN;
  }

  boolean isDurable() {
    return durable;
  }

  Operation operation() {
    return operation;
  }

  Need need() {
    return need;
  }

  /** What {@link Need#EQUAL} and {@link Need#OTHER} are about. */
  long needed() {
    return needed;
  }

  /** Whether it sets the value, to {@link #after()}. */
  boolean writes() {
    return writes;
  }

  long after() {
    return value;
  }

  /** Whether its answer is right when it finds this value. */
  boolean accepts(long found) {
    return switch (need) {
      case ANY -> true;
      case EQUAL -> found == needed;
      case OTHER -> found != needed;
      case SOME -> found != ABSENT;
    };
  }

  private boolean isBlind() {
    return need == Need.ANY
        && !isPending()
        && operation != Operation.PUT
        && operation != Operation.BATCH;
  }

  /** For people, without thread and time. */
  String show(Naming naming) {
    String what = operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    StringBuilder text = new StringBuilder(what).append(' ').append(naming.key(key));
    switch (operation) {
      case COMPARE_AND_SET ->
          text.append(' ')
              .append(show(expected, naming))
              .append(" -> ")
              .append(naming.value(value));
      case COMPARE_AND_REMOVE -> text.append(' ').append(show(expected, naming));
      case PUT, GET_AND_PUT, PUT_IF_ABSENT, ADD, REPLACE, GET_AND_REPLACE ->
          text.append(' ').append(naming.value(value));
      case BATCH -> text.append(' ').append(show(value, naming));
      default -> {}
    }
    if (isBlind()) {
      text.append(" (whatever it found)");
    } else if (!isPending()) {
      text.append(showAnswer(naming));
    }
    if (hasLsn()) {
      text.append(" (lsn ").append(lsn).append(')');
    }
    return durable ? text + " (durable)" : text.toString();
  }

  private String showAnswer(Naming naming) {
    return switch (operation) {
      case PUT, BATCH -> "";
      case CONTAINS, ADD, REPLACE, REMOVE, COMPARE_AND_SET, COMPARE_AND_REMOVE ->
          answer == 1 ? " = true" : " = false";
      default -> " = " + show(answer, naming);
    };
  }

  static String show(long value, Naming naming) {
    return value == ABSENT ? "absent" : naming.value(value);
  }
}
