package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.measure.Interleaved;
import dev.latchtree.lab.measure.Progress;
import dev.latchtree.lab.measure.Scratch;
import dev.latchtree.lab.measure.Stopping;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final String MACHINE = "the machine by itself";
  private static final int MOST_WORDS = 400;

  private final ComparePlan plan;
  private final Path scratch;
  private final KeptGroups kept;
  private final PrintWriter err;
  private final Launch launch;

  /** Of groups that are done. Guarded by this, as all below. */
  private final List<Cell> cells = new ArrayList<>();

  private final List<FailedEngine> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Of the parts that are done of a group that is not. */
  private final List<Cell> parts = new ArrayList<>();

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
    this(plan, scratch, kept, err, Launch.usual());
  }

  /** With processes that are started otherwise. */
  CompareRun(ComparePlan plan, Path scratch, KeptGroups kept, PrintWriter err, Launch launch) {
    this.launch = launch;
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
    Map<String, Object> measured =
        MachineLimits.measure(scratch, plan.length(), progress, this::noLimits);
    synchronized (this) {
      limits = measured;
    }
    for (GroupPlan group : plan.groups()) {
      group.note(launch.there()).ifPresent(this::note);
      Optional<KeptGroup> before = kept.find(group.group().name());
      if (before.isPresent()) {
        takeUp(group, before.get());
      } else {
        measure(group, progress);
      }
    }
    for (Aside aside : plan.comparison().also()) {
      look(aside);
    }
    return soFar(true);
  }

  private void noLimits(IOException why) {
    fail(new FailedEngine(MACHINE, "raw disk", words(why)));
  }

  /** What goes wrong there is a row that says so, and the rest goes on. */
  private void look(Aside aside) throws IOException {
    Path directory = scratch.resolve(aside.label());
    try {
      List<Cell> seen = aside.measure(Files.createDirectories(directory), plan.length(), err);
      synchronized (this) {
        cells.addAll(seen);
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      stopping.stayIfSaidSoon();
      fail(new FailedEngine(aside.label(), "the lab", words(e)));
    }
    tidyUp(directory);
  }

  /** What cannot be removed now goes with the whole scratch directory. */
  private void tidyUp(Path directory) {
    try {
      Scratch.remove(directory);
    } catch (IOException | UncheckedIOException e) {
      err.printf("%nlab: %s stays for now: %s%n", directory, e);
      err.flush();
    }
  }

  private synchronized void fail(FailedEngine one) {
    err.printf("%nlab: %s in %s failed: %s%n", one.engine(), one.group(), one.why());
    err.flush();
    failures.add(one);
  }

  private static String words(Exception why) {
    String words = String.valueOf(why.getMessage()).strip().replaceAll("\\s*\\R\\s*", " / ");
    return words.substring(0, Math.min(MOST_WORDS, words.length()));
  }

  private synchronized void takeUp(GroupPlan group, KeptGroup before) {
    for (KeptCell cell : before.cells()) {
      cells.add(cell.cell(EXPERIMENT, group.cells().get(cell.place())));
    }
  }

  private void measure(GroupPlan group, Progress progress) throws IOException {
    Map<Engine, FailedEngine> failed = new LinkedHashMap<>();
    List<Cell> measured = new ArrayList<>();
    for (List<Engine> part : group.parts(launch.there())) {
      measured.addAll(measure(group, part, progress, failed));
      synchronized (this) {
        running = null;
        parts.clear();
        parts.addAll(measured);
      }
    }
    done(group, measured, List.copyOf(failed.values()));
  }

  private synchronized void note(String note) {
    notes.add(note);
  }

  private List<Cell> measure(
      GroupPlan group, List<Engine> part, Progress progress, Map<Engine, FailedEngine> failed)
      throws IOException {
    Interleaved rounds = new Interleaved(EXPERIMENT, plan.rounds(), plan.length(), progress);
    synchronized (this) {
      running = rounds;
    }
    Path directory = scratch.resolve(group.group().name());
    Map<Engine, EngineProcess> processes = new LinkedHashMap<>();
    List<Cell> measured;
    try {
      for (Engine engine : part) {
        processes.put(
            engine,
            new EngineProcess(
                engine,
                group.group(),
                launch.memory().apply(engine, group.group()),
                launch.main().apply(engine),
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
    tidyUp(directory);
    return measured;
  }

  private FailedEngine tell(GroupPlan group, Engine engine, IOException why) {
    FailedEngine failed = new FailedEngine(group.group().name(), engine.label(), words(why));
    err.printf("%nlab: %s failed: %s%n", engine.label(), failed.why());
    err.flush();
    return failed;
  }

  private void done(GroupPlan group, List<Cell> measured, List<FailedEngine> failed) {
    // a cell of an engine that failed later in the group has rounds, and counts no more
    List<Cell> sound =
        measured.stream()
            .filter(
                cell ->
                    failed.stream()
                        .noneMatch(one -> one.engine().equals(CompareCells.engineOf(cell).label())))
            .toList();
    // parts were measured one after the other, and cells are shown point by point
    sound = sound.stream().sorted(Comparator.comparingInt(cell -> placeOf(group, cell))).toList();
    keep(group, sound, failed);
    synchronized (this) {
      running = null;
      parts.clear();
      cells.addAll(sound);
      failures.addAll(failed);
    }
  }

  /**
   * Without it the run cannot be taken up again, but it goes on. A group in which an engine failed
   * is not kept: the next time it may get through.
   */
  private void keep(GroupPlan group, List<Cell> sound, List<FailedEngine> failed) {
    if (!failed.isEmpty()) {
      return;
    }
    String name = group.group().name();
    List<KeptCell> keep =
        sound.stream().map(cell -> KeptCell.of(placeOf(group, cell), cell)).toList();
    try {
      kept.keep(new KeptGroup(name, kept.commit(), kept.configHash(), keep));
    } catch (IOException e) {
      err.printf(
          "%nlab: the group %s cannot be kept for --resume: %s; make room where the report goes%n",
          name, e);
      err.flush();
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
    all.addAll(parts);
    if (running != null) {
      all.addAll(running.soFar());
    }
    return new CompareResult(plan.comparison(), limits, all, failures, notes, complete);
  }
}
