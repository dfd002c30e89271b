package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows calls to people: a line each, in the order of their begins. */
final class Rendering {

  /** The thread of what nobody called: contents before and after. */
  static final int NOBODY = -1;

  private final Naming naming;
  private final List<String> threads;

  Rendering(Naming naming, List<String> threads) {
    this.naming = naming;
    this.threads = threads;
  }

  Naming naming() {
    return naming;
  }

  String thread(int thread) {
    return thread == NOBODY ? "" : threads.get(thread);
  }

  /** The lines of calls; times are since the first of them began. */
  List<String> lines(List<AtomicCall> calls) {
    List<AtomicCall> sorted = new ArrayList<>(calls);
    sorted.sort(Comparator.comparingLong(Rendering::shownFrom));
    long zero = sorted.isEmpty() ? 0 : sorted.get(0).begun();
    int nameWidth = 1;
    int timeWidth = 1;
    for (AtomicCall call : sorted) {
      nameWidth = Math.max(nameWidth, thread(call.first().thread()).length());
      timeWidth = Math.max(timeWidth, time(call.begun(), zero).length());
      timeWidth = Math.max(timeWidth, time(call.ended(), zero).length());
    }
    String format = "[%" + timeWidth + "s .. %" + timeWidth + "s] %-" + nameWidth + "s  %s";
    List<String> lines = new ArrayList<>();
    for (AtomicCall call : sorted) {
      lines.add(
          format.formatted(
              time(shownFrom(call), zero),
              time(call.ended(), zero),
              thread(call.first().thread()),
              show(call)));
    }
    return lines;
  }

  /** What a crash left is a call that may be early; it is shown where people look for it. */
  private static long shownFrom(AtomicCall call) {
    return call.first().operation() == Operation.SURVIVED ? call.ended() : call.begun();
  }

  private static String time(long time, long zero) {
    if (time == KeyCall.NEVER) {
      return "...";
    }
    return time == KeyCall.AFTERWARDS ? "after" : Long.toString(time - zero);
  }

  private String show(AtomicCall call) {
    return call.parts().stream()
        .map(part -> part.show(naming))
        .collect(Collectors.joining(" and "));
  }

  /** What keys have before the calls, one of several values each. */
  String before(Map<Long, long[]> firsts) {
    StringBuilder text = new StringBuilder("before:");
    for (Map.Entry<Long, long[]> first : new TreeMap<>(firsts).entrySet()) {
      text.append(' ').append(naming.key(first.getKey())).append(" = ");
      text.append(
          Arrays.stream(first.getValue())
              .mapToObj(value -> KeyCall.show(value, naming))
              .collect(Collectors.joining(" or ")));
    }
    return text.toString();
  }
}
