package dev.latchtree.stress.crash;

import dev.latchtree.stress.crash.Step.Done;
import dev.latchtree.wal.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one thread did to its own places in one life of a store, and how much of it must survive.
 *
 * <p>A thread's changes reach the log in the order in which it makes them, and a log survives as a
 * prefix. So after a crash the thread's places must look as after one of its calls, and not before
 * the last one that was reported durable. The last call may have been cut off.
 *
 * <p>The thread itself adds calls; {@link #completed()} and {@link #durable(int)} may be called by
 * any.
 */
final class ThreadHistory {

  /** A call, and what is known of it. Times are on the clock of all threads. */
  static final class Made {
    final Step step;
    final long begun;

    /** {@link Long#MAX_VALUE}: it has not returned. */
    volatile long ended = Long.MAX_VALUE;

    /** Whether it changed anything; true as long as nobody knows. */
    volatile boolean effective = true;

    /** -1 if its record's position was not asked for. */
    volatile long lsn = -1;

    Made(Step step, long begun) {
      this.step = step;
      this.begun = begun;
    }

    @Override
    public String toString() {
      String end = ended == Long.MAX_VALUE ? "..." : String.valueOf(ended);
      return "[%d, %s] %s%s".formatted(begun, end, step.name(), effective ? "" : " (no effect)");
    }
  }

  /**
   * How many calls survived.
   *
   * @param least so many for sure
   * @param most the ones behind them for sure did not
   */
  record Survivors(int least, int most) {}

  private final char owner;
  private final AtomicLong clock;
  private NavigableMap<String, Long> base = new TreeMap<>();

  /** After all calls, the last one too if it returned. */
  private final NavigableMap<String, Long> current = new TreeMap<>();

  private final List<Made> calls = new ArrayList<>();
  private volatile int completed;
  private final AtomicLong durable = new AtomicLong();

  ThreadHistory(char owner, AtomicLong clock) {
    this.owner = owner;
    this.clock = clock;
  }

  /** The thread's places as its next call finds them. */
  NavigableMap<String, Long> current() {
    return current;
  }

  List<Made> calls() {
    return calls;
  }

  int completed() {
    return completed;
  }

  Made begin(Step step) {
    Made made = new Made(step, clock.incrementAndGet());
    calls.add(made);
    return made;
  }

  /** The last call has returned. */
  void end(Made made, Done done) {
    made.effective = done.effective();
    Receipt receipt = done.receipt();
    if (receipt != null) {
      made.lsn = receipt.lsn();
    }
    if (done.effective()) {
      made.step.applyTo(current);
    }
    made.ended = clock.incrementAndGet();
    completed = calls.size();
  }

  /** So many calls were reported durable. */
  int durable() {
    return (int) durable.get();
  }

  /** The first {@code count} calls were reported durable. */
  void durable(int count) {
    durable.accumulateAndGet(count, Math::max);
  }

  /**
   * Compares with what a crash left of this thread's places.
   *
   * @param from so many calls must be there
   * @throws AssertionError if that cannot be
   */
  Survivors survivors(NavigableMap<String, Long> found, int from) {
    NavigableMap<String, Long> state = new TreeMap<>(base);
    int least = -1;
    int most = -1;
    for (int count = 0; count <= calls.size(); count++) {
      if (count > 0) {
        Made last = calls.get(count - 1);
        if (count > from && last.effective && last.step.mayLead(state, found)) {
          least = least < 0 ? count - 1 : least;
          most = count;
        }
        if (last.effective) {
          last.step.applyTo(state);
        }
      }
      if (count >= from && state.equals(found)) {
        least = least < 0 ? count : least;
        most = count;
      }
    }
    if (least < 0) {
      throw new AssertionError(describe(found, from));
    }
    return new Survivors(least, most);
  }

  /** The store has promised to keep what was found: a new life begins. */
  void settle(NavigableMap<String, Long> found) {
    base = new TreeMap<>(found);
    current.clear();
    current.putAll(found);
    calls.clear();
    completed = 0;
    durable.set(0);
  }

  private String describe(NavigableMap<String, Long> found, int from) {
    StringBuilder text = new StringBuilder();
    text.append(
        "thread %c: what is there is not what any of its calls left, from the %d that must be there on"
            .formatted(owner, from));
    NavigableMap<String, Long> state = new TreeMap<>(base);
    for (int count = 0; count <= calls.size(); count++) {
      if (count > 0 && calls.get(count - 1).effective) {
        calls.get(count - 1).step.applyTo(state);
      }
      if (count >= Math.max(from, calls.size() - 20)) {
        String call = count == 0 ? "the beginning" : calls.get(count - 1).toString();
        text.append("\n  after %d (%s): %s".formatted(count, call, difference(state, found)));
      }
    }
    return text.toString();
  }

  private static String difference(
      NavigableMap<String, Long> expected, NavigableMap<String, Long> found) {
    StringBuilder text = new StringBuilder();
    TreeSet<String> places = new TreeSet<>(expected.keySet());
    places.addAll(found.keySet());
    int shown = 0;
    for (String place : places) {
      String wanted = show(expected, place);
      String there = show(found, place);
      if (!wanted.equals(there) && shown++ < 6) {
        text.append(" %s is %s instead of %s;".formatted(place, there, wanted));
      }
    }
    return text + (shown > 6 ? " and " + (shown - 6) + " more" : "");
  }

  private static String show(Map<String, Long> state, String place) {
    @Nullable Long number = state.get(place);
    return number == null ? "absent" : number < 0 ? "there" : StampedValue.show(number);
  }
}
