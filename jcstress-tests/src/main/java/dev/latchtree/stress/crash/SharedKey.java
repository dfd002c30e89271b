package dev.latchtree.stress.crash;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writes of several threads to one key in one life of a store, and whether some order of them
 * explains what a crash left: an order in which a write that returned before another began comes
 * first, each finds the value it says it found, all that must survive are in, and none that cannot.
 * Tries all; each situation once.
 */
final class SharedKey {

  /** Whether a write is in the log that survived. */
  enum Fate {
    SURVIVED,
    UNKNOWN,
    LOST
  }

  private record Call(SharedWrite write, long begun, long ended, Fate fate, String name) {}

  private record Situation(BitSet done, @Nullable Long value) {}

  private final List<Call> calls = new ArrayList<>();
  private final Set<Situation> seen = new HashSet<>();

  void add(SharedWrite write, long begun, long ended, Fate fate, String name) {
    calls.add(new Call(write, begun, ended, fate, name));
  }

  /** Throws {@link AssertionError} unless {@code found} can be there, and {@code before} was. */
  void requirePossible(String place, @Nullable Long before, @Nullable Long found) {
    if (!isPossible(new Situation(new BitSet(), before), found)) {
      StringBuilder text = new StringBuilder();
      text.append("no order of these writes to %s leads from ".formatted(place));
      text.append(show(before)).append(" to ").append(show(found)).append(':');
      for (Call call : calls) {
        text.append(
            "\n  %s [%d, %s] %s: %s"
                .formatted(
                    call.fate,
                    call.begun,
                    call.ended == Long.MAX_VALUE ? "..." : call.ended,
                    call.name,
                    call.write));
      }
      throw new AssertionError(text.toString());
    }
  }

  private static String show(@Nullable Long number) {
    return number == null ? "no value" : StampedValue.show(number);
  }

  private boolean isPossible(Situation situation, @Nullable Long found) {
    if (Objects.equals(situation.value, found) && areAllIn(situation.done)) {
      return true;
    }
    if (!seen.add(situation)) {
      return false;
    }
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      if (!situation.done.get(i)
          && call.fate != Fate.LOST
          && call.write.succeedsOn(situation.value)
          && isNext(i, situation.done)) {
        BitSet done = (BitSet) situation.done.clone();
        done.set(i);
        if (isPossible(new Situation(done, call.write.number()), found)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean areAllIn(BitSet done) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).fate == Fate.SURVIVED && !done.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all that returned before it began are done: the log has no gaps. */
  private boolean isNext(int index, BitSet done) {
    long begun = calls.get(index).begun;
    for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
      if (calls.get(i).ended < begun) {
        return false;
      }
    }
    return true;
  }
}
