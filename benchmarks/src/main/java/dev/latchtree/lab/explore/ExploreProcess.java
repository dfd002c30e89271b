package dev.latchtree.lab.explore;

import dev.latchtree.lab.measure.ChildJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link ExploreMain}, with yield points and checks on, to its end. */
public final class ExploreProcess {

  private static final long HEAP = 1L << 30;

  private ExploreProcess() {}

  /** Explores; returns the exit code. */
  public static int explore(ExplorePlan plan, PrintWriter out) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(ExploreMain.EXPLORE));
    arguments.addAll(plan.toArguments());
    return run(arguments, out);
  }

  /** Takes one way again; returns the exit code. */
  public static int replay(String token, PrintWriter out) throws IOException {
    return run(List.of(ExploreMain.REPLAY, token), out);
  }

  private static int run(List<String> arguments, PrintWriter out) throws IOException {
    return ChildJvm.runChecked(ExploreMain.class, HEAP, arguments, out);
  }
}
