package dev.latchtree.lab.explore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.measure.SlowWork;
import dev.latchtree.lab.report.Table;
import dev.latchtree.stress.explore.Interleaving;
import dev.latchtree.stress.program.Exploration;
import dev.latchtree.stress.program.Programs;
import dev.latchtree.stress.scenario.Program;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * Explores, in a process of its own: yield points are on or off for a whole JVM. Results go to the
 * standard output, how far it is to the other one; ends with 1 at the first failure.
 */
public final class ExploreMain {

  /** The first argument: what to do with the others. */
  static final String EXPLORE = "explore";

  static final String REPLAY = "replay";

  private final PrintWriter out;
  private final PrintWriter err;
  private volatile String doing = "beginning";

  private ExploreMain(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset(); // a disk that fails is no news here
    PrintWriter out = new PrintWriter(System.out, false, UTF_8);
    PrintWriter err = new PrintWriter(System.err, false, UTF_8);
    List<String> arguments = Arrays.asList(args).subList(1, args.length);
    ExploreMain main = new ExploreMain(out, err);
    boolean sound =
        args[0].equals(REPLAY)
            ? main.replay(arguments.get(0))
            : main.explore(ExplorePlan.of(arguments));
    out.flush();
    System.exit(sound ? 0 : 1);
  }

  private boolean replay(String token) {
    Interleaving way = Programs.way(token).take().way();
    way.trace().forEach(out::println);
    Throwable failure = way.failure();
    out.printf("%n%s: %d steps, ", way.token(), way.steps().size());
    if (failure == null) {
      out.println(way.cut() ? "the power failed, and all that was promised is there" : "sound");
      return true;
    }
    out.println("failed");
    failure.printStackTrace(out);
    return false;
  }

  private boolean explore(ExplorePlan plan) throws Exception {
    List<Exploration> done = new ArrayList<>();
    Exploration failed = SlowWork.run(err, () -> doing, () -> explore(plan, done));
    print(plan, done);
    if (failed != null) {
      tell(failed);
    }
    return failed == null;
  }

  /** Returns the one that failed; all that were explored are in {@code done}. */
  private @Nullable Exploration explore(ExplorePlan plan, List<Exploration> done) {
    List<Program> programs = plan.programs();
    for (Program program : programs) {
      String where = "%d of %d: %s".formatted(done.size() + 1, programs.size(), program.name());
      Exploration explored =
          Exploration.of(
              program,
              plan.search(),
              plan.rounds(),
              (ways, steps) ->
                  doing = "%s, %,d interleavings, %,d steps".formatted(where, ways, steps));
      done.add(explored);
      if (explored.failure() != null) {
        return explored;
      }
    }
    return null;
  }

  private void print(ExplorePlan plan, List<Exploration> done) {
    Table table =
        new Table(
            "subject",
            "scenario",
            ">interleavings",
            ">steps",
            ">splits",
            ">merges",
            ">posts",
            ">right moves",
            "");
    for (Exploration one : done) {
      String[] name = one.program().name().split("/", 2);
      table.row(
          name[0],
          name[1],
          count(one.interleavings()),
          count(one.steps()),
          count(one.happened().splits()),
          count(one.happened().merges()),
          count(one.happened().posts()),
          count(one.happened().rightMoves()),
          one.failure() != null ? "FAILED" : one.exhausted() ? "all seen" : "sound");
    }
    table.print(out);
    out.printf(
        "%n%s, from seed %d on%n",
        switch (plan.strategy()) {
          case RANDOM -> "random walks";
          case PCT -> "walks by priorities for bugs of depth " + plan.depth();
          case EXHAUSTIVE -> "all with " + plan.depth() + " preemptions or fewer";
        },
        plan.seed());
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void tell(Exploration failed) {
    Interleaving way = failed.failure();
    if (way != null) {
      out.printf("%n%s%n%s%n", way.failure(), way.replay());
    }
  }
}
