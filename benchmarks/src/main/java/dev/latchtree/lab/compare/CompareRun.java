package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.measure.Stopping;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures a plan, one group after the other; of a group, each engine has a process, and all of
 * them live until its last round is over. An engine that fails is left out of the rest of its
 * group.
 *
 * <p>One thread runs it; any other may {@link #stop} it.
 */
public final class CompareRun {

  /** What cells and files call the experiment. */
  public static final String EXPERIMENT = "compare";

  private static final int MOST_WORDS = 400;

  private final ComparePlan plan;
  private final Path scratch;
  private final KeptGroups kept;
  private final PrintWriter err;
  private final BiFunction<Engine, Group, MemoryBudget> memory;

  /** Of groups that are done. Guarded by this, as all below. */
  private final List<Cell> cells = new ArrayList<>();

  private final List<FailedEngine> failures = new ArrayList<>();
  private Map<String, Object> limits = Map.of();
  private @Nullable Interleaved running;

  private final Stopping stopping = new Stopping();

  /**
   * Starts nothing yet.
   *
   * @param scratch for files while it runs
   * @param kept where each group is kept when it is done
   */
  public CompareRun(ComparePlan plan, Path scratch, KeptGroups kept, PrintWriter err) {
    this(plan, scratch, kept, err, MemoryBudget::of);
  }

  /** With other memory for engines than what they should have. */
  CompareRun(
      ComparePlan plan,
      Path scratch,
      KeptGroups kept,
      PrintWriter err,
      BiFunction<Engine, Group, MemoryBudget> memory) {
    this.memory = memory;
    this.plan = plan;
    this.scratch = scratch;
    this.kept = kept;
    this.err = err;
  }

  /** Measures all that is not kept yet. */
  public CompareResult run() throws IOException {
    int steps = MachineLimits.steps();
    for (GroupPlan group : plan.groups()) {
      if (kept.find(group.group().name()).isEmpty()) {
        steps += Interleaved.steps(group.cells().size(), plan.rounds());
      }
    }
    Progress progress = new Progress(err, steps);
    Map<String, Object> measured = MachineLimits.measure(scratch, plan.length(), progress);
    synchronized (this) {
      limits = measured;
    }
    for (GroupPlan group : plan.groups()) {
      Optional<KeptGroup> before = kept.find(group.group().name());
      if (before.isPresent()) {
        takeUp(group, before.get());
      } else {
        measure(group, progress);
      }
    }
    return soFar(true);
  }

  private synchronized void takeUp(GroupPlan group, KeptGroup before) {
    for (KeptCell cell : before.cells()) {
      cells.add(cell.cell(EXPERIMENT, group.cells().get(cell.place())));
    }
    failures.addAll(before.failures());
  }

  private void measure(GroupPlan group, Progress progress) throws IOException {
    Interleaved rounds = new Interleaved(EXPERIMENT, plan.rounds(), plan.length(), progress);
    Map<Engine, FailedEngine> failed = new LinkedHashMap<>();
    synchronized (this) {
      running = rounds;
    }
    Path directory = Files.createDirectories(scratch.resolve(group.group().name()));
    Map<Engine, EngineProcess> processes = new LinkedHashMap<>();
    List<Cell> measured;
    try {
      for (Engine engine : group.engines()) {
        processes.put(
            engine,
            new EngineProcess(
                engine,
                group.group(),
                memory.apply(engine, group.group()),
                directory.resolve(engine.name())));
      }
      List<CompareProbe> probes = new ArrayList<>();
      for (GroupPlan.Planned cell : group.cells()) {
        EngineProcess process = processes.get(cell.engine());
        if (process != null) {
          probes.add(new CompareProbe(cell.point(), process, cell.spec(), group.window()));
        }
      }
      measured =
          rounds.run(
              probes,
              (probe, why) -> {
                Engine engine = ((CompareProbe) probe).process().engine();
                if (!failed.containsKey(engine)) {
                  stopping.stayIfSaidSoon();
                  failed.put(engine, tell(group, engine, why));
                }
              });
    } finally {
      processes.values().forEach(EngineProcess::close);
    }
    stopping.stayIfSaid();
    Scratch.remove(directory);
    done(group, measured, List.copyOf(failed.values()));
  }

  private FailedEngine tell(GroupPlan group, Engine engine, IOException why) {
    String words = String.valueOf(why.getMessage()).strip().replaceAll("\\s*\\R\\s*", " / ");
    FailedEngine failed =
        new FailedEngine(
            group.group().name(),
            engine.label(),
            words.substring(0, Math.min(MOST_WORDS, words.length())));
    err.printf("%nlab: %s failed: %s%n", engine.label(), failed.why());
    err.flush();
    return failed;
  }

  private void done(GroupPlan group, List<Cell> measured, List<FailedEngine> failed)
      throws IOException {
    // a cell of an engine that failed later in the group has rounds, and counts no more
    List<Cell> sound =
        measured.stream()
            .filter(
                cell ->
                    failed.stream()
                        .noneMatch(one -> one.engine().equals(CompareCells.engineOf(cell).label())))
            .toList();
    List<KeptCell> keep = new ArrayList<>();
    for (Cell cell : sound) {
      keep.add(KeptCell.of(placeOf(group, cell), cell));
    }
    kept.keep(new KeptGroup(group.group().name(), kept.commit(), kept.configHash(), keep, failed));
    synchronized (this) {
      running = null;
      cells.addAll(sound);
      failures.addAll(failed);
    }
  }

  private static int placeOf(GroupPlan group, Cell cell) {
    List<GroupPlan.Planned> all = group.cells();
    for (int i = 0; i < all.size(); i++) {
      var spec = all.get(i).spec();
      if (spec.workload().equals(cell.workload())
          && spec.threads() == cell.threads()
          && spec.engine().equals(cell.engine())
          && spec.settings().equals(cell.settings())) {
        return i;
      }
    }
    throw new IllegalStateException("a cell that nobody has planned: " + cell);
  }

  /** Ends the processes, and the thread that runs it does not go on; for a JVM that ends. */
  public CompareResult stop() {
    stopping.say();
    CompareResult complete = soFar();
    ProcessHandle.current()
        .children()
        .forEach(
            child -> {
              child.destroyForcibly();
              child.onExit().join();
            });
    return complete;
  }

  /** What is complete: groups that are done, and complete rounds of the one that is not. */
  private CompareResult soFar() {
    return soFar(false);
  }

  private synchronized CompareResult soFar(boolean complete) {
    List<Cell> all = new ArrayList<>(cells);
    if (running != null) {
      all.addAll(running.soFar());
    }
    return new CompareResult(plan.comparison(), limits, all, failures, complete);
  }
}
