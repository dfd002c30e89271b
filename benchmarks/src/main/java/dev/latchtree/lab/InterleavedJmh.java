package dev.latchtree.lab;

import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.report.Cell;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  InterleavedJmh(String experiment, int rounds, Duration iteration, PrintWriter progress) {
    this.experiment = experiment;
    this.rounds = rounds;
    this.iteration = iteration;
    this.progress = progress;
  }

  List<Cell> run(List<Plan> plans) throws RunnerException {
    List<List<Double>> figures = new ArrayList<>();
    plans.forEach(plan -> figures.add(new ArrayList<>()));
    String[] units = new String[plans.size()];
    Progress shown = new Progress(progress, plans.size() * rounds);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < plans.size(); i++) {
        Plan plan = plans.get(i);
        shown.begin(
            "round %d of %d, %s, %s, %d thread(s)"
                .formatted(round + 1, rounds, plan.workload(), plan.engine(), plan.threads()));
        RunResult result = run(plan);
        figures.get(i).add(result.getPrimaryResult().getScore());
        units[i] = result.getPrimaryResult().getScoreUnit();
      }
    }
    shown.finish();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      cells.add(
          new Cell(
              experiment,
              plan.workload(),
              plan.engine(),
              new LinkedHashMap<>(plan.params()),
              plan.threads(),
              units[i],
              List.copyOf(figures.get(i))));
    }
    return cells;
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
