package dev.latchtree.lab.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.measure.SlowWork;
import dev.latchtree.stress.order.LatchOrder;
import dev.latchtree.stress.soak.Soak;
import dev.latchtree.stress.soak.SoakViolation;
import dev.latchtree.stress.soak.Totals;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.logging.LogManager;

/**
 * Soaks, in a process of its own: checks and yield points are on or off for a whole JVM. Results go
 * to the standard output, how far it is to the other one; ends with 1 at the first violation.
 */
public final class StressMain {

  private final PrintWriter out;
  private final PrintWriter err;
  private final StressPlan plan;

  private StressMain(StressPlan plan, PrintWriter out, PrintWriter err) {
    this.plan = plan;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset(); // a disk that fails is no news here
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, false, UTF_8);
    boolean sound = new StressMain(StressPlan.of(Arrays.asList(args)), out, err).soakAll();
    out.flush();
    Runtime.getRuntime().halt(sound ? 0 : 1); // whoever is stuck must not keep the end away
  }

  private boolean soakAll() throws Exception {
    for (String subject : plan.subjects()) {
      if (!soak(subject)) {
        return false;
      }
    }
    return true;
  }

  private boolean soak(String subject) throws Exception {
    Soak soak = new Soak(StressPlan.maker(subject), plan.threads(), plan.parts());
    Totals totals = soak.totals();
    Thread ended = new Thread(() -> out.printf("%n%s, ended early: %s%n", subject, totals));
    Runtime.getRuntime().addShutdownHook(ended);
    long begun = System.nanoTime();
    BooleanSupplier enough =
        () ->
            (System.nanoTime() - begun) / 1e9 >= plan.seconds() || totals.rounds() >= plan.rounds();
    try {
      LatchOrder order =
          SlowWork.run(err, () -> subject + ": " + totals, () -> soak.run(plan.seed(), enough));
      print(subject, totals, (System.nanoTime() - begun) / 1e9, order);
      return true;
    } catch (SoakViolation violation) {
      out.printf("%s: %s%n%n", subject, totals);
      violation.printStackTrace(out);
      out.printf("%n%s%n", violation.replay());
      return false;
    } finally {
      Runtime.getRuntime().removeShutdownHook(ended);
    }
  }

  private void print(String subject, Totals totals, double seconds, LatchOrder order) {
    out.printf(
        "%s, %d threads, %.0f s, %,d rounds from seed %d on: sound%n",
        subject, plan.threads(), seconds, totals.rounds(), plan.seed());
    out.printf("  calls checked    %,15d%n", totals.calls());
    out.printf("  keys given up on %,15d%n", totals.gaveUp());
    out.printf("  interleavings    %,15d, %,d steps%n", totals.interleavings(), totals.steps());
    out.printf("  crashes          %,15d%n", totals.crashes());
    out.printf("  restarts         %,15d%n", totals.happened().restarts());
    out.printf("  right moves      %,15d%n", totals.happened().rightMoves());
    out.printf(
        "  splits, merges   %,15d, %,d%n", totals.happened().splits(), totals.happened().merges());
    out.printf("  latch waits      %,15d%n", totals.happened().waits());
    out.printf("  latches held -> got, no cycle:%n%s", order.describe().indent(2));
  }
}
