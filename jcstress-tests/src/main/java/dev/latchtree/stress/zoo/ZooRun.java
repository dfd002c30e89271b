package dev.latchtree.stress.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lets bugs loose, each in a JVM of its own, and looks whether its suite notices. Every suite is
 * run without a bug first: one that fails anyhow proves nothing.
 */
public final class ZooRun {

  /** How much longer than without a bug a suite may take before it counts as one that hangs. */
  private static final int HANGS_AFTER = 5;

  private static final Duration LONGEST_BASELINE = Duration.ofMinutes(10);

  private final House house;
  private final Listener listener;

  /** Hears how it goes, from several threads. */
  public interface Listener {

    /** Something begins: a suite without a bug, or a bug. */
    void begins(String what);

    /** A suite without a bug has ended. */
    void baseline(Suite suite, double seconds, boolean sound);

    /** A bug was tried. */
    void tried(Verdict verdict);
  }

  private record Baseline(SuiteResult result, double seconds) {}

  /**
   * Prepares a run.
   *
   * @param house built, with all test classes
   */
  public ZooRun(House house, Listener listener) {
    this.house = house;
    this.listener = listener;
  }

  /**
   * Tries these bugs, and returns what became of each, in their order.
   *
   * @param jobs how many suites may run at a time
   * @param scratch a directory in which a directory for this run is made, and removed
   * @throws IOException if nothing can be said at all, such as for want of disk space
   */
  public List<Verdict> run(List<Bug> bugs, int jobs, Path scratch)
      throws IOException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(jobs);
    try (Workshop workshop = new Workshop(house, scratch)) {
      Map<Suite, Future<Baseline>> baselines = new LinkedHashMap<>();
      for (Bug bug : bugs) {
        baselines.computeIfAbsent(
            bug.suite(),
            suite -> {
              String bench = "baseline-" + baselines.size();
              return workers.submit(() -> baseline(suite, workshop, bench));
            });
      }
      List<Future<Verdict>> verdicts = new ArrayList<>();
      for (Bug bug : bugs) {
        Future<Baseline> baseline = Objects.requireNonNull(baselines.get(bug.suite()));
        Callable<Verdict> task = () -> tryOut(bug, get(baseline), workshop);
        verdicts.add(workers.submit(task));
      }
      List<Verdict> all = new ArrayList<>();
      for (Future<Verdict> verdict : verdicts) {
        all.add(get(verdict));
      }
      return all;
    } finally {
      workers.shutdownNow();
    }
  }

  private static <T> T get(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(String.valueOf(cause.getMessage()), cause);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Baseline baseline(Suite suite, Workshop workshop, String bench)
      throws IOException, InterruptedException {
    listener.begins(suite.shortName() + " without a bug");
    long start = System.nanoTime();
    SuiteResult result = workshop.run(suite, null, workshop.bench(bench), LONGEST_BASELINE);
    Baseline baseline = new Baseline(result, secondsSince(start));
    listener.baseline(suite, baseline.seconds, result.how() == SuiteResult.How.PASSED);
    return baseline;
  }

  private Verdict tryOut(Bug bug, Baseline baseline, Workshop workshop)
      throws IOException, InterruptedException {
    listener.begins(bug.name());
    Verdict verdict;
    if (baseline.result.how() == SuiteResult.How.PASSED) {
      verdict = letLoose(bug, baseline, workshop);
    } else {
      verdict =
          new Verdict(
              bug,
              Verdict.Kind.UNTRIED,
              0,
              baseline.seconds,
              "not sound without it, %s: %s".formatted(bug.suite(), baseline.result.message()));
    }
    listener.tried(verdict);
    return verdict;
  }

  private Verdict letLoose(Bug bug, Baseline baseline, Workshop workshop)
      throws IOException, InterruptedException {
    Path bench = workshop.bench(bug.name());
    long start = System.nanoTime();
    try {
      Path mutant = Mutant.make(bug, house, bench);
      start = System.nanoTime();
      SuiteResult result = workshop.run(bug.suite(), mutant, bench, limit(bug, baseline));
      return new Verdict(
          bug, kind(bug, result), secondsSince(start), baseline.seconds, result.message());
    } catch (PatchException e) {
      return new Verdict(
          bug,
          Verdict.Kind.UNTRIED,
          secondsSince(start),
          baseline.seconds,
          String.valueOf(e.getMessage()));
    }
  }

  private static Duration limit(Bug bug, Baseline baseline) {
    Duration slow = Duration.ofMillis((long) (baseline.seconds * 1_000 * HANGS_AFTER));
    return slow.compareTo(bug.limit()) > 0 ? slow : bug.limit();
  }

  private static Verdict.Kind kind(Bug bug, SuiteResult result) {
    return switch (result.how()) {
      case FAILED -> Verdict.Kind.CAUGHT;
      case HUNG -> bug.hangs() ? Verdict.Kind.CAUGHT : Verdict.Kind.ESCAPED;
      case PASSED -> Verdict.Kind.ESCAPED;
      case UNFIT -> Verdict.Kind.UNTRIED;
    };
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
