package dev.latchtree.lab;

import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.report.Cell;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH benchmarks in rounds: each round runs every benchmark once, in a JVM of its own, before
 * the next round begins. What the machine does meanwhile so falls on all of them, and ratios hold
 * where absolute figures drift.
 */
final class InterleavedJmh {

  /**
   * One benchmark to run.
   *
   * @param workload what reports call it
   * @param engine what reports call who does it
   * @param benchmark class and method, as JMH matches it
   * @param params its parameters, one value each
   * @param threads how many run it at the same time
   */
  record Plan(
      String workload, String engine, String benchmark, Map<String, String> params, int threads) {}

  private final String experiment;
  private final int rounds;
  private final Duration iteration;
  private final PrintWriter progress;

  /** Of the plans that run; changed by the thread that runs them, under this one's monitor. */
  private final Map<Plan, List<Result<?>>> results = new LinkedHashMap<>();

  InterleavedJmh(String experiment, int rounds, Duration iteration, PrintWriter progress) {
    this.experiment = experiment;
    this.rounds = rounds;
    this.iteration = iteration;
    this.progress = progress;
  }

  List<Cell> run(List<Plan> plans) throws RunnerException {
    synchronized (this) {
      results.clear();
      plans.forEach(plan -> results.put(plan, new ArrayList<>()));
    }
    Progress shown = new Progress(progress, plans.size() * rounds);
    for (int round = 1; round <= rounds; round++) {
      for (Plan plan : plans) {
        shown.begin(
            "round %d of %d, %s, %s, %d thread(s)"
                .formatted(round, rounds, plan.workload(), plan.engine(), plan.threads()));
        add(plan, run(plan).getPrimaryResult());
      }
    }
    shown.finish();
    return soFar();
  }

  private synchronized void add(Plan plan, Result<?> result) {
    results.computeIfAbsent(plan, one -> new ArrayList<>()).add(result);
  }

  /**
   * The cells of the rounds that are complete; none before the first round is. May be called by any
   * thread while another one measures.
   */
  synchronized List<Cell> soFar() {
    int complete = results.values().stream().mapToInt(List::size).min().orElse(0);
    List<Cell> cells = new ArrayList<>();
    if (complete > 0) {
      results.forEach((plan, some) -> cells.add(cell(plan, some.subList(0, complete))));
    }
    return cells;
  }

  private Cell cell(Plan plan, List<Result<?>> rounds) {
    return new Cell(
        experiment,
        plan.workload(),
        plan.engine(),
        new LinkedHashMap<>(plan.params()),
        plan.threads(),
        rounds.get(0).getScoreUnit(),
        rounds.stream().map(Result::getScore).toList());
  }

  private RunResult run(Plan plan) throws RunnerException {
    TimeValue time = TimeValue.milliseconds(iteration.toMillis());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(plan.benchmark().replace(".", "\\.") + "$")
            .threads(plan.threads())
            .forks(1)
            .warmupIterations(2)
            .warmupTime(time)
            .measurementIterations(3)
            .measurementTime(time)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    plan.params().forEach(options::param);
    return new Runner(options.build()).runSingle();
  }
}
