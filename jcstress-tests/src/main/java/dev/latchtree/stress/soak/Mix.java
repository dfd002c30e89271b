package dev.latchtree.stress.soak;

import dev.latchtree.spi.WaitStrategy;
import dev.latchtree.stress.history.HistoryRecorder;
import dev.latchtree.stress.history.Verdict;
import dev.latchtree.stress.subject.Figures;
import dev.latchtree.stress.subject.Subject;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The mixed test: threads at full speed insert, remove, read and scan a few keys of one map, the
 * case that breaks most concurrent trees. No answer may be wrong, no key lost, no thread without an
 * end; restarts stay bounded, and the structure is sound afterwards.
 */
final class Mix implements Part {

  private static final int PAGES = 2048;
  private static final long LIMIT_SECONDS = 120;

  /**
   * Restarts for each call, on average. After eight a thread takes latches on its way down (rule
   * P4), and then it is overtaken no more.
   */
  private static final int MOST_RESTARTS = 16;

  @Override
  public String name() {
    return "threads";
  }

  @Override
  public void run(SubjectMaker maker, int threads, long seed, Totals totals)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    run(maker, threads, MixSettings.draw(random), random, totals);
  }

  void run(
      SubjectMaker maker, int threads, MixSettings settings, SplittableRandom random, Totals totals)
      throws InterruptedException {
    Entries entries = new Entries(settings.keys(), settings.wide());
    HistoryRecorder recorder = new HistoryRecorder();
    try (Subject subject = maker.make(WaitStrategy.SPIN_THEN_PARK, PAGES)) {
      Map<Long, Long> initial = fill(subject, entries, random);
      Figures before = subject.figures();
      Crew crew = new Crew();
      for (int i = 0; i < threads; i++) {
        String name = "thread-" + i;
        MixWorker worker =
            new MixWorker(
                subject, entries, recorder.thread(name), random.split(), settings.removing(), i);
        int calls = settings.calls() / threads;
        crew.add(
            name,
            () -> {
              for (int call = 0; call < calls && !crew.hasFailed(); call++) {
                worker.call();
              }
            });
      }
      crew.run(LIMIT_SECONDS);
      Figures happened = subject.figures().since(before);
      check(subject, entries, recorder, initial, happened, settings, totals);
    }
  }

  private static Map<Long, Long> fill(Subject subject, Entries entries, SplittableRandom random) {
    Map<Long, Long> initial = new HashMap<>();
    for (long key = 0; key < entries.count(); key++) {
      if (random.nextBoolean()) {
        subject.put(entries.key(key), entries.value(key + 1));
        initial.put(key, key + 1);
      }
    }
    return initial;
  }

  private static void check(
      Subject subject,
      Entries entries,
      HistoryRecorder recorder,
      Map<Long, Long> initial,
      Figures happened,
      MixSettings settings,
      Totals totals) {
    long found = subject.requireSound();
    Map<Long, Long> last = contents(subject, entries);
    if (last.size() != found) {
      throw new AssertionError("a scan shows " + last.size() + " of " + found + " entries");
    }
    Verdict verdict = recorder.history().check(initial, last);
    verdict.requireNoViolation();
    if (happened.restarts() > (long) MOST_RESTARTS * settings.calls()) {
      throw new AssertionError(
          "%,d restarts in %,d calls: threads hardly get on"
              .formatted(happened.restarts(), settings.calls()));
    }
    subject.tidy();
    subject.requireSound();
    if (!last.equals(contents(subject, entries))) {
      throw new AssertionError("tidying has changed what is there");
    }
    totals.addCalls(verdict.calls(), verdict.gaveUp());
    totals.addFigures(happened);
  }

  private static Map<Long, Long> contents(Subject subject, Entries entries) {
    Map<Long, Long> contents = new HashMap<>();
    subject.scan(
        true, (key, value) -> contents.put(entries.number(key), entries.numberOf(key, value)));
    return contents;
  }
}
