package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Headline;
import dev.latchtree.lab.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentence that a report begins with. */
final class Answer {

  private Answer() {}

  /** That of the run; if it has none, one made of its headlines. */
  static String of(RunReport run) {
    if (!run.answer().isEmpty()) {
      return run.answer();
    }
    List<Headline> promised =
        run.headlines().stream().filter(one -> one.verdict() != Verdict.NO_TARGET).toList();
    if (!promised.isEmpty()) {
      return targets(promised);
    }
    if (!run.headlines().isEmpty()) {
      Headline first = run.headlines().get(0);
      return String.format(
          Locale.ROOT,
          "%s: a ratio of %.2f, by round %s.",
          first.name(),
          first.median(),
          first.spread());
    }
    return run.title();
  }

  private static String targets(List<Headline> promised) {
    long met = count(promised, Verdict.MET);
    long missed = count(promised, Verdict.MISSED);
    long open = count(promised, Verdict.CANNOT_SAY);
    List<String> parts = new ArrayList<>();
    parts.add(
        "%d of %s met in every round"
            .formatted(
                met, promised.size() == 1 ? "1 target is" : promised.size() + " targets are"));
    if (missed > 0) {
      parts.add(missed + (missed == 1 ? " is missed" : " are missed"));
    }
    if (open > 0) {
      parts.add("for " + open + " the spread is too large to say");
    }
    return String.join("; ", parts) + ".";
  }

  private static long count(List<Headline> all, Verdict verdict) {
    return all.stream().filter(one -> one.verdict() == verdict).count();
  }
}
