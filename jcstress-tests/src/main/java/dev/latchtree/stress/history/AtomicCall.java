package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A call as a whole, at one instant.
 *
 * @param parts what it means for each of its keys, at least one
 */
record AtomicCall(List<KeyCall> parts) {

  static AtomicCall of(KeyCall call) {
    return new AtomicCall(List.of(call));
  }

  static AtomicCall of(JointCall call, int thread) {
    List<KeyCall> parts = new ArrayList<>();
    for (int i = 0; i < call.size(); i++) {
      parts.add(call.part(thread, i));
    }
    return new AtomicCall(parts);
  }

  KeyCall first() {
    return parts.get(0);
  }

  long begun() {
    return first().begun();
  }

  long ended() {
    return first().ended();
  }

  boolean isPending() {
    return first().isPending();
  }

  boolean writes() {
    for (KeyCall part : parts) {
      if (part.writes()) {
        return true;
      }
    }
    return false;
  }

  /** Whether it writes with some answer. */
  boolean mayWrite() {
    return !first().operation().isRead();
  }

  /** Whether it needs what it finds to be so and so, and writes. */
  boolean isConditionalWrite() {
    return writes() && parts.stream().anyMatch(part -> part.need() != KeyCall.Need.ANY);
  }

  /** The same write, if nobody cares what it found. */
  AtomicCall blind() {
    return new AtomicCall(parts.stream().map(KeyCall::blind).toList());
  }

  /** The same call, seen before it returned. */
  AtomicCall unanswered() {
    return new AtomicCall(parts.stream().map(KeyCall::unanswered).toList());
  }
}
